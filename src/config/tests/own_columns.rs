use super::load_shipped;
use crate::config::Plan;
use crate::log::{Column, Columns};

const SOURCE: &str = "[[sources]]\npath = \"a.log\"\n";

/// A format with a line that logs some variables.
fn nginx(name: &str, variables: &[String]) -> String {
    format!("[[formats]]\nname = \"{name}\"\nnginx = '$time_iso8601 $status {}'\n", variables.join(" "))
}

fn plan(formats: &str, questions: &str) -> Plan {
    load_shipped(format!("{SOURCE}{formats}{questions}")).unwrap_or_else(|errors| panic!("{errors}"))
}

fn refusal(formats: &str, questions: &str) -> String {
    load_shipped(format!("{SOURCE}{formats}{questions}")).err().map_or("accepted".to_owned(), |error| error.to_string())
}

fn by(key: &str) -> String {
    format!("[[reducers]]\ngroup_by = [\"{key}\"]\n")
}

#[test]
fn fields_of_own_formats_are_columns_wherever_a_job_names_columns() {
    let formats = nginx("own", &["$tenant".to_owned(), "$http_x_shop".to_owned()]);
    let questions = "[[filters]]\ntype = \"where\"\nwhere = \"Tenant = 'acme' AND http_x_shop IS NOT NULL\"\n\
        [[reducers]]\ngroup_by = [\"tenant\", \"upper(http_x_shop)\"]\nmeasures = [\"count\", \"distinct(tenant) AS tenants\"]\n\
        having = \"tenant <> 'x'\"\nsort = \"tenant\"\n";
    let plan = plan(&formats, questions);
    assert_eq!(plan.filters[0].filter.columns(), Columns::of(&[Column::Own1, Column::Own2]));
    assert_eq!(plan.reducers[0].reducer.columns(), Columns::of(&[Column::Own1, Column::Own2]));
    assert_eq!(plan.own_columns.name_of(Column::Own2), "http_x_shop");
}

#[test]
fn one_name_is_one_column_in_formats_of_every_kind() {
    let formats = [
        nginx("first", &["$shop".to_owned(), "$tenant".to_owned()]).as_str(),
        "[[formats]]\nname = \"second\"\napache = '%t %>s %{Tenant}i'\n",
        "[[formats]]\nname = \"third\"\nregex = '^(?P<time>\\S+) (?P<status>\\d+) (?P<TENANT>\\S+)$'\n",
        "[[formats]]\nname = \"fourth\"\njson = { time = \"ts\", status = \"code\", tenant = \"ctx.tenant\" }\n",
    ]
    .concat();
    let plan = plan(&formats, &by("tenant"));
    for format in &plan.formats {
        assert!(format.columns().contains(Column::Own2), "{format}");
        assert_eq!(format.own_columns().name_of(Column::Own2), "tenant", "{format}");
    }
}

#[test]
fn an_unknown_name_gets_the_nearest_of_the_jobs_own() {
    let formats = nginx("own", &["$tenant".to_owned()]);
    assert_eq!(
        refusal(&formats, &by("tennant")),
        "config.toml:7:13: reducers[0].group_by[0] = \"tennant\": line 1, column 1: 'tennant' is not a column; did you mean 'tenant'?"
    );
}

#[test]
fn of_too_many_names_those_that_the_job_uses_have_columns() {
    let variables: Vec<String> = (1..=40).map(|number| format!("$field{number}")).collect();
    let plan = plan(&nginx("own", &variables), &by("field40"));
    assert_eq!(plan.reducers[0].reducer.columns(), Columns::of(&[Column::Own1]));
    assert_eq!(plan.own_columns.name_of(Column::Own1), "field40");
    assert_eq!(plan.own_columns.iter().count(), 16);
    let all: Vec<String> = (1..=17).map(|number| format!("\"field{number}\"")).collect();
    let questions = format!("[[reducers]]\ngroup_by = [{}]\n", all.join(", "));
    let refusal = refusal(&nginx("own", &variables), &questions);
    assert!(refusal.contains("a job has room for 16 names of its own formats, and uses as many others"), "{refusal}");
}

#[test]
fn names_that_a_user_gives_must_be_possible() {
    let json = |name: &str| {
        format!("[[formats]]\nname = \"own\"\njson = {{ time = \"ts\", status = \"code\", {name} = \"x\" }}\n")
    };
    let refused = refusal(&json("statsu"), &by("status"));
    assert!(refused.contains("'statsu' cannot be a column of your own; did you mean 'status'?"), "{refused}");
    let refused = refusal(&json("notes"), &by("status"));
    assert!(refused.contains("choose another name"), "{refused}");
    let groups: String = (1..=17).map(|number| format!(" (?P<g{number}>.)")).collect();
    let regex = format!("[[formats]]\nname = \"own\"\nregex = '^(?P<time>\\S+) (?P<status>\\d+){groups}$'\n");
    let refused = refusal(&regex, &by("status"));
    assert!(refused.contains("'g17' is one name too many: a job has room for 16 names of its own"), "{refused}");
}
