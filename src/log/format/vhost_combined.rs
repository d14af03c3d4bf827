//! `vhost_combined`: the virtual host and port `%v:%p`, then [`combined`](super::combined) with `%O` for its size, as Debian
//! ships it in `apache2.conf`; `%O` counts the headers too.

use super::clf::{self, Memo};
use super::{Fault, Fields, LineFormat};

/// The format's functions.
pub struct VhostCombined;

impl LineFormat for VhostCombined {
    fn name(&self) -> &'static str {
        "vhost_combined"
    }

    fn example(&self) -> &'static str {
        r#"www.example.com:443 127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2681 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)""#
    }

    fn read_line(&self, line: &[u8], base: usize) -> Result<Fields, Fault> {
        clf::read_line::<true, true>(line, base)
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
        clf::read_regular::<true, true>(text, start, marks, memo, fields)
    }
}
