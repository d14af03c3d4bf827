//! `alb`: the application load balancer of Amazon
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>).
//!
//! Amazon appends fields from time to time: what follows those known here is kept as `extra` and is nothing odd, nor is it that an old line
//! ends early, behind the number of its trace. The time is that of the answer. Of the fields behind the certificate, those that repeat others are passed over.

use super::aws::{self, is_plain, read_balanced, read_value};
use crate::log::column::Column;
use crate::log::fields::{Fields, Slot};
use crate::log::format::clf::read_quoted;
use crate::log::format::cursor::Cursor;
use crate::log::format::{About, LineFormat};
use crate::log::reject::{Fault, Refusal, RejectReason};
use crate::log::schema::Columns;
use crate::log::tally::Note;

/// The functions of the format.
pub static ALB: Alb = Alb;

/// See [`ALB`].
pub struct Alb;

/// What a line may begin with.
const TYPES: [&[u8]; 6] = [b"http", b"https", b"h2", b"grpcs", b"ws", b"wss"];

/// The fields behind the user agent, and the columns of those that have one.
const TAIL: [Option<Column>; 16] = [
    Some(Column::TlsCipher),
    Some(Column::TlsProtocol),
    Some(Column::Upstream),
    Some(Column::TraceId),
    Some(Column::Vhost),
    // Certificate, priority of the rule, time of creation.
    None,
    None,
    None,
    Some(Column::Actions),
    Some(Column::Redirect),
    Some(Column::Error),
    // Lists of targets and their statuses, classification and its reason, number of the connection.
    None,
    None,
    None,
    None,
    None,
];

/// How many of them every line has; Amazon added the others in the course of time.
const ALWAYS_THERE: usize = 4;

static ABOUT: About = About::new(
    "alb",
    r#"https 2024-03-06T15:27:07.945958Z app/web/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.4:80 0.086 0.048 0.037 200 200 0 512 "GET https://www.example.com:443/cart HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2024-03-06T15:27:07.774000Z "waf,forward" "-" "-" "10.0.0.4:80" "200" "-" "-" TID_1234abcd5678ef90"#,
    r#"type time elb client:port target:port request_processing_time target_processing_time response_processing_time elb_status_code target_status_code received_bytes sent_bytes "request" "user_agent" ssl_cipher ssl_protocol target_group_arn "trace_id" "domain_name" "chosen_cert_arn" matched_rule_priority request_creation_time "actions_executed" "redirect_url" "error_reason" "target:port_list" "target_status_code_list" "classification" "classification_reason" conn_trace_id"#,
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
);

impl LineFormat for Alb {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        aws::COLUMNS.union(Columns::of(&[
            Column::Scheme,
            Column::Upstream,
            Column::TraceId,
            Column::Actions,
            Column::Redirect,
            Column::Error,
        ]))
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        let mut cursor = Cursor::new(line, base);
        let scheme = cursor.token();
        if !TYPES.contains(&cursor.bytes(scheme)) {
            return Err(Fault { reason: RejectReason::NoMatch, at: 0 }.into());
        }
        fields.extra.set_text(Column::Scheme, scheme);
        read_balanced(&mut cursor, fields)?;
        fields.user_agent = read_quoted(&mut cursor, fields, |behind| is_plain(behind, 3));
        read_tail(&mut cursor, fields);
        Ok(())
    }
}

fn read_tail(cursor: &mut Cursor<'_>, fields: &mut Slot<'_>) {
    for (number, column) in TAIL.into_iter().enumerate() {
        cursor.skip_blanks();
        if number < ALWAYS_THERE && cursor.is_at_end() {
            fields.notes.add(Note::ShortLine);
        }
        let value = read_value(cursor, fields);
        match column {
            Some(Column::Vhost) if !fields.vhost.is_some() => fields.vhost = value,
            Some(Column::Vhost) | None => {}
            Some(column) => fields.extra.set_text(column, value),
        }
    }
    cursor.skip_blanks();
    if !cursor.is_at_end() {
        fields.extra.set_text(Column::Extra, cursor.span(cursor.at, cursor.line.len()));
    }
}
