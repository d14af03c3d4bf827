//! `common`: Apache's Common Log Format, `%h %l %u %t "%r" %>s %b`
//! (<https://httpd.apache.org/docs/2.4/logs.html#common>).

use super::clf::{self, Memo};
use super::{Fault, Fields, LineFormat};

/// The format's functions.
pub struct Common;

impl LineFormat for Common {
    fn name(&self) -> &'static str {
        "common"
    }

    fn example(&self) -> &'static str {
        r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"#
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        clf::read_line::<false, false>(line, base)
    }

    #[inline(always)]
    fn read_regular(
        &self,
        text: &[u8],
        start: usize,
        marks: &[u32],
        memo: &mut Memo,
        fields: &mut Fields,
    ) -> Option<usize> {
        clf::read_regular::<false, false>(text, start, marks, memo, fields)
    }
}
