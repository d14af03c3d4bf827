//! `s3`.

use super::*;

const HEAD: &str =
    "0wner assets [10/Oct/2023:13:55:36 +0000] 203.0.113.9 arn:aws:iam::1:user/d 3E57 REST.GET.OBJECT img/a.png";
const OUTCOME: &str = "206 AccessDenied 2662 3462 70 10 \"http://r/\"";
const TAIL: &str = "vers s9lz= SigV4 AES AuthHeader assets.s3.amazonaws.com TLSv1.2";

#[test]
fn every_field_is_found() {
    expect(
        "s3",
        &format!("{HEAD} \"GET /img/a.png?x HTTP/1.1\" {OUTCOME} \"UA x\" {TAIL} - Yes us-west-1 new"),
        &[
            TIME,
            (Column::Bucket, Some("assets")),
            (Column::Host, Some("203.0.113.9")),
            (Column::User, Some("arn:aws:iam::1:user/d")),
            (Column::RequestId, Some("3E57")),
            (Column::Operation, Some("REST.GET.OBJECT")),
            (Column::ObjectKey, Some("img/a.png")),
            (Column::Path, Some("/img/a.png")),
            (Column::Status, Some("206")),
            (Column::Error, Some("AccessDenied")),
            (Column::Bytes, Some("2662")),
            (Column::ObjectBytes, Some("3462")),
            (Column::RequestTime, Some("70000")),
            (Column::FirstByteTime, Some("10000")),
            (Column::Referer, Some("http://r/")),
            (Column::UserAgent, Some("UA x")),
            (Column::TlsCipher, Some("AES")),
            (Column::Vhost, Some("assets.s3.amazonaws.com")),
            (Column::TlsProtocol, Some("TLSv1.2")),
            (Column::Extra, Some("new")),
        ],
        &[],
    );
}

#[test]
fn lines_of_every_age_are_whole() {
    for tail in ["", "-", "- s9lz= SigV4", TAIL, &format!("{TAIL} -"), &format!("{TAIL} - - -")] {
        let line = format!("{HEAD} \"GET /x HTTP/1.1\" {OUTCOME} \"UA\" {tail}");
        expect("s3", &line, &[(Column::UserAgent, Some("UA")), (Column::Extra, None)], &[]);
    }
}

#[test]
fn any_field_may_be_a_bare_dash() {
    let none =
        [Column::Request, Column::Status, Column::Error, Column::ObjectBytes, Column::RequestTime, Column::UserAgent];
    let line =
        "0wner assets [10/Oct/2023:13:55:36 +0000] - - 3E57 S3.EXPIRE.OBJECT img/a.png - - - - - - - - - - - - - - - -";
    expect("s3", line, &none.map(|column| (column, None)), &[]);
    expect("s3", line, &[(Column::Host, None), (Column::Bytes, Some("0"))], &[]);
}

#[test]
fn a_user_agent_ends_at_the_last_quote() {
    for (agent, notes) in
        [("a \"b\" c", &[Note::UnescapedQuote][..]), ("x\" - 404", &[Note::UnescapedQuote]), (r#"a \"b\""#, &[])]
    {
        let line = format!("{HEAD} \"GET /x HTTP/1.1\" {OUTCOME} \"{agent}\" {TAIL}");
        expect("s3", &line, &[(Column::UserAgent, Some(agent)), (Column::TlsCipher, Some("AES"))], notes);
    }
    let line = format!("{HEAD} \"GET /a\" 1 b HTTP/1.1\" {OUTCOME} \"UA\" {TAIL}");
    expect("s3", &line, &[(Column::Path, Some("/a\" 1 b"))], &[Note::UnescapedQuote]);
}

#[test]
fn the_frame_must_be_whole() {
    refuse("s3", &HEAD.replace("10/Oct", "32/Oct"), RejectReason::BadTime, 15);
    refuse("s3", &format!("{HEAD} x"), RejectReason::MissingRequest, 108);
    refuse("s3", &format!("{HEAD} \"GET /x"), RejectReason::UnterminatedRequest, 108);
    refuse("s3", &format!("{HEAD} - 20 - 1"), RejectReason::BadStatus, 110);
    refuse("s3", &format!("{HEAD} - 200 - x"), RejectReason::BadSize, 116);
    expect("s3", &format!("{HEAD} - 200 - 1 x"), &[(Column::Bytes, Some("1"))], &[Note::ShortLine, Note::UnreadField]);
}

#[test]
fn a_requester_with_whitespace_ends_before_the_request_id() {
    for requester in [
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLEID",
        "arn:aws:sts::1:assumed-role/My Role/a session",
        "a  b\tc",
        "d REST e",
    ] {
        for operation in
            ["REST.GET.OBJECT", "WEBSITE.GET.OBJECT", "SOAP.CREATE.BUCKET", "S3.EXPIRE.OBJECT", "BATCH.DELETE.OBJECT"]
        {
            let head = HEAD.replace("arn:aws:iam::1:user/d", requester).replace("REST.GET.OBJECT", operation);
            let columns = [
                (Column::User, Some(requester)),
                (Column::RequestId, Some("3E57")),
                (Column::Operation, Some(operation)),
                (Column::ObjectKey, Some("img/a.png")),
            ];
            expect("s3", &format!("{head} \"GET /x HTTP/1.1\" {OUTCOME} \"UA\" {TAIL}"), &columns, &[]);
        }
    }
}
