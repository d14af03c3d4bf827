use super::*;

fn error(template: &str) -> String {
    Template::parse(template).expect_err("an error").to_string()
}

#[test]
fn errors_say_what_is_wrong_and_what_to_write() {
    assert_eq!(error("users/{id}"), "route 'users/{id}' does not begin with '/': write '/users/{id}'");
    assert_eq!(error(""), "route '' does not begin with '/': write '/'");
    assert_eq!(error("/a?b"), "route '/a?b' has a '?': write the path alone");
    assert_eq!(
        error("/a/{id"),
        "route '/a/{id': '{id' is not a parameter: write '{name}' or '*name' as the whole segment"
    );
    assert_eq!(
        error("/a/{id}.json"),
        "route '/a/{id}.json': '{id}.json' is not a parameter: write '{name}' or '*name' as the whole segment"
    );
    assert_eq!(error("/a/:id"), "route '/a/:id': ':id' is not a parameter here: write '{id}'");
    assert_eq!(error("/a/<id>"), "route '/a/<id>': '<id>' is not a parameter here: write '{id}'");
    assert_eq!(error("/a/{}"), "route '/a/{}': '' is not a name: write letters, digits and '_', a letter or '_' first");
    assert_eq!(error("/a/*"), "route '/a/*': '' is not a name: write letters, digits and '_', a letter or '_' first");
    assert_eq!(
        error("/a/{1st}"),
        "route '/a/{1st}': '1st' is not a name: write letters, digits and '_', a letter or '_' first"
    );
    assert_eq!(
        error("/{x}/b/{x}"),
        "route '/{x}/b/{x}': the name 'x' occurs twice: write another name for one of them"
    );
    assert_eq!(error("/a/*rest/b"), "route '/a/*rest/b': '*rest' matches the rest of the path: write it last");
}

#[test]
fn a_star_or_brace_within_text_is_an_error() {
    for template in ["/a*b", "/a}b", "/{a}{b}", "/a{b}"] {
        assert!(Template::parse(template).is_err(), "template '{template}'");
    }
}

#[test]
fn templates_that_differ_in_text_or_kind_match_other_paths() {
    let template = |text| Template::parse(text).expect("a valid template");
    assert!(template("/a/{x}").matches_same_paths(&template("/a/{y}")));
    assert!(!template("/a/{x}").matches_same_paths(&template("/b/{x}")));
    assert!(!template("/a/{x}").matches_same_paths(&template("/a/*x")));
    assert!(!template("/a/{x}").matches_same_paths(&template("/a/{x}/")));
}

#[test]
fn a_path_without_leading_slash_matches_nothing() {
    let template = Template::parse("/{x}").expect("a valid template");
    assert!(template.matches("/a"));
    assert!(!template.matches("a"));
    assert!(!template.matches(""));
}
