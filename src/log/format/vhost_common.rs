//! `vhost_common`: the virtual host and port `%v:%p`, then [`common`](super::common).

use super::clf::{self, Memo};
use super::{Fault, Fields, LineFormat};

/// The format's functions.
pub struct VhostCommon;

impl LineFormat for VhostCommon {
    fn name(&self) -> &'static str {
        "vhost_common"
    }

    fn example(&self) -> &'static str {
        r#"www.example.com:443 127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"#
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        clf::read_line::<true, false>(line, base)
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
        clf::read_regular::<true, false>(text, start, marks, memo, fields)
    }
}
