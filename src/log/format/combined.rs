//! `combined`: [`common`](super::common) and the headers `"%{Referer}i" "%{User-Agent}i"`
//! (<https://httpd.apache.org/docs/2.4/logs.html#combined>).

use super::clf::{self, Memo};
use super::{Fault, Fields, LineFormat};

/// The format's functions.
pub struct Combined;

impl LineFormat for Combined {
    fn name(&self) -> &'static str {
        "combined"
    }

    fn example(&self) -> &'static str {
        r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)""#
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        clf::read_line::<false, true>(line, base)
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
        clf::read_regular::<false, true>(text, start, marks, memo, fields)
    }
}
