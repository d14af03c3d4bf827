//! Which descriptions have the fields that the Common Log Format begins with, so that these are read at once.

use super::super::{GoaccessFormat, apache, goaccess, nginx};
use super::*;
use crate::log::OwnColumns;
use crate::log::format::description::Description;

fn begins_as_clf(description: Result<Description<'_>, FormatError>) -> bool {
    description.and_then(Description::layout).unwrap_or_else(|error| panic!("{error}")).begins_as_clf()
}

#[test]
fn descriptions_with_client_and_time_of_the_family_have_them() {
    for text in [
        r#"%h %l %u %t "%r" %>s %b %D"#,
        r#"%h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D"#,
        r#"%h %k %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#,
        r#"%h %l %u %t "%r" %>s %D %b"#,
        r#"%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" "%{Cookie}i""#,
    ] {
        assert!(begins_as_clf(apache::describe("own", text, &mut OwnColumns::default())), "{text}");
    }
    for headers in ["", r#" "$http_referer" "$http_user_agent""#] {
        let text = format!(
            r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent{headers} $request_time"#
        );
        assert!(begins_as_clf(nginx::describe("own", &text, &mut OwnColumns::default())), "{text}");
    }
    let times = GoaccessFormat {
        log_format: r#"%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T"#,
        date_format: Some("%d/%b/%Y"),
        time_format: Some("%T"),
        ..GoaccessFormat::default()
    };
    assert!(begins_as_clf(goaccess::describe("own", &times)));
}

#[test]
fn descriptions_of_other_fields_do_not_have_them() {
    for text in [
        r#"%h %l %t "%r" %>s %b %D"#,
        r#"%h %l %u [%{sec}t] "%r" %>s %b %D"#,
        r#"%{X-Forwarded-For}i %l %u %t "%r" %>s %b %D"#,
        r#"%h|%l|%u|%t|"%r"|%>s|%b|%D"#,
    ] {
        assert!(!begins_as_clf(apache::describe("own", text, &mut OwnColumns::default())), "{text}");
    }
}
