use super::*;

fn error(text: &str) -> String {
    read(text).expect_err("an error").to_string()
}

#[test]
fn columns_may_come_in_any_order_with_comments_spaces_and_quotes() {
    let text =
        "\u{feff}# ours\npurpose, Name ,token,operator\n# more\nAI training,\"Foo, the bot\", FooBot/ ,Foo Inc\n";
    let rows = read(text).expect("a valid table");
    let bot = Bot {
        token: "FooBot/".to_owned(),
        name: "Foo, the bot".to_owned(),
        operator: "Foo Inc".to_owned(),
        purpose: Purpose::AiTraining,
    };
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0].bot, rows[0].whole), (&bot, false));
}

#[test]
fn an_equals_sign_before_a_token_means_the_whole_header() {
    let rows = read("token,name,operator,purpose\n=x,X,,other\n").expect("a valid table");
    assert_eq!((rows[0].bot.token.as_str(), rows[0].whole), ("x", true));
}

#[test]
fn errors_name_the_line_the_column_and_what_to_write() {
    assert_eq!(
        error("token,name,operator,purpose\n\n# x\nfoo,Foo,,spam\n"),
        "line 4: column 'purpose': 'spam' is unknown: write one of 'search', 'AI training', 'AI search', 'AI agent', \
         'SEO', 'monitor', 'scanner', 'feed', 'preview', 'archive', 'library', 'other'"
    );
    assert_eq!(
        error("token,name,operator\nfoo,Foo,\n"),
        "line 1: column 'purpose' is missing: the first line must be 'token,name,operator,purpose'"
    );
    assert_eq!(
        error("# x\ntoken,name,operator,purpose,colour\n"),
        "line 2: column 'colour' is unknown or repeated: write 'token', 'name', 'operator', 'purpose', 'source'"
    );
    assert_eq!(
        error("token,name,operator,purpose\nfoo,Foo,Foo, Inc,search\n"),
        "line 2: 5 fields, but the table has 4 columns: quote a field that contains a comma"
    );
    assert_eq!(
        error("token,name,operator,purpose\nfoo,,Foo,search\n"),
        "line 2: column 'name' is empty: write the text that the User-Agent header contains, or its name"
    );
    assert_eq!(
        error("token,name,operator,purpose\na,A,,search\n"),
        "line 2: column 'token': 'a' is too short: write at least two characters"
    );
    assert_eq!(
        error("token,name,operator,purpose\nfoo,Foo,,search\nFOO,Foo,,SEO\n"),
        "line 3: column 'token': 'FOO' is already on line 2: remove one of them"
    );
}

#[test]
fn a_table_without_rows_is_an_error() {
    assert_eq!(read("").expect_err("an error"), BotTableError::NoRows);
    assert_eq!(read("# only a comment\n").expect_err("an error"), BotTableError::NoRows);
    assert_eq!(read("token,name,operator,purpose\n").expect_err("an error"), BotTableError::NoRows);
}

#[test]
fn a_column_given_twice_is_an_error() {
    let found = read("token,token,name,operator,purpose\n").expect_err("an error");
    assert_eq!(found, BotTableError::UnexpectedColumn { line: 1, column: "token".to_owned() });
}
