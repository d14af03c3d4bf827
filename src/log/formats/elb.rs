//! `elb`: the classic load balancer of Amazon, HTTP and TCP listeners
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html>).
//!
//! Lines from before 2015 end behind the request. A TCP listener knows no request and no status: its lines are records without them.

use super::aws::{self, is_plain, read_balanced, read_value};
use crate::log::column::Column;
use crate::log::fields::{Fields, Slot};
use crate::log::format::clf::{read_quoted, read_rest};
use crate::log::format::cursor::Cursor;
use crate::log::format::{About, LineFormat};
use crate::log::reject::Refusal;
use crate::log::schema::Columns;

/// The functions of the format.
pub static ELB: Elb = Elb;

/// See [`ELB`].
pub struct Elb;

static ABOUT: About = About::new(
    "elb",
    r#"2024-03-06T15:27:07.945958Z web-lb 203.0.113.9:2817 10.0.0.4:80 0.000073 0.001048 0.000057 200 200 0 512 "GET https://www.example.com:443/cart HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"#,
    r#"time elb client:port backend:port request_processing_time backend_processing_time response_processing_time elb_status_code backend_status_code received_bytes sent_bytes "request" "user_agent" ssl_cipher ssl_protocol"#,
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html",
);

impl LineFormat for Elb {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn columns(&self) -> Columns {
        aws::COLUMNS
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Refusal> {
        Fields::filled_by(|fields| self.read_into(line, base, fields))
    }

    fn read_into(&self, line: &[u8], base: usize, fields: &mut Slot<'_>) -> Result<(), Refusal> {
        let mut cursor = Cursor::new(line, base);
        read_balanced(&mut cursor, fields)?;
        if cursor.rest().starts_with(b"\"") {
            fields.user_agent = read_quoted(&mut cursor, fields, |behind| is_plain(behind, 2));
            let cipher = read_value(&mut cursor, fields);
            fields.extra.set_text(Column::TlsCipher, cipher);
            let protocol = read_value(&mut cursor, fields);
            fields.extra.set_text(Column::TlsProtocol, protocol);
        }
        cursor.skip_blanks();
        read_rest(&mut cursor, fields);
        Ok(())
    }
}
