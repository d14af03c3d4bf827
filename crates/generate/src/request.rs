//! Requests and the answers of the server.

use super::random::{Random, index, mix};
use super::settings::Layout;
use super::visitor::{Kind, Visitor, push_number};
use super::words::{ADJECTIVES, ASSETS, NOUNS, REFERERS, SCANS};

/// One request and its answer, as the server sees them: nothing is escaped yet.
#[derive(Debug, Default)]
pub(super) struct HttpRequest {
    /// The request line; empty when none came.
    pub line: Vec<u8>,
    /// The `Referer` header; empty when there is none.
    pub referer: Vec<u8>,
    /// Status of the answer.
    pub status: u16,
    /// Bytes of the answer's body.
    pub body_bytes: u64,
    /// The virtual host and its port.
    pub vhost: &'static str,
    /// Whether the client spoke HTTP; if not, it sent no headers.
    pub is_http: bool,
}

const WWW: &str = "www.example.org:443";
const SITE: &str = "https://www.example.org";

impl HttpRequest {
    /// Makes this the next request of a visitor. The site has more pages the higher the line's number is.
    pub(super) fn choose(&mut self, number: u64, visitor: &Visitor, layout: Layout, random: &mut Random) {
        self.line.clear();
        self.referer.clear();
        self.is_http = true;
        self.vhost = WWW;
        let pages = 40 + number / 50;
        let chance = random.below(100);
        match (visitor.kind, chance) {
            (Kind::Browser, 0..26) | (Kind::Crawler, 0..88) => self.page(pages, visitor, random),
            (Kind::Browser, 26..84) | (Kind::Crawler, 88..92) => self.asset(pages, random),
            (Kind::Browser, 84..89) => self.cover(pages, random),
            (Kind::Browser, 89..92) => self.file("/favicon.ico", 4286, random),
            (Kind::Crawler, 92..) => self.file("/robots.txt", 187, random),
            (Kind::Browser | Kind::Program, _) => self.api(pages, random),
            (Kind::Scanner, 0..80) => self.scan(random),
            (Kind::Scanner, 80..92) => self.not_http(layout, random),
            (Kind::Scanner, _) => self.silence(),
        }
        if self.vhost == WWW && random.per_mille(40) {
            self.vhost = "www.example.org:80";
        }
    }

    fn page(&mut self, pages: u64, visitor: &Visitor, random: &mut Random) {
        self.begin("GET");
        let page = random.skewed_below(pages);
        if random.per_mille(80) {
            self.line.push(b'/');
        } else {
            push_page(&mut self.line, page);
            self.vhost = if is_blog(page) { "blog.example.net:8080" } else { WWW };
        }
        if random.per_mille(25) {
            self.line.extend_from_slice(b"?utm_source=newsletter&utm_medium=email");
        }
        self.end(visitor.kind, random);
        let size = 4_000 + mix(page + 1) % 40_000;
        self.answer(random.weighted(&[(930, 200), (35, 304), (18, 404), (12, 301), (3, 500), (2, 503)]), size);
        match random.below(10) {
            0..3 if visitor.kind == Kind::Browser => {
                self.referer.extend_from_slice(random.pick(&REFERERS).as_bytes());
            }
            3..7 if visitor.kind == Kind::Browser => self.refer_to_page(pages, random),
            _ => {}
        }
    }

    fn asset(&mut self, pages: u64, random: &mut Random) {
        let (path, size) = ASSETS[index(random.skewed_below(ASSETS.len() as u64))];
        self.file(path, size, random);
        self.refer_to_page(pages, random);
    }

    fn cover(&mut self, pages: u64, random: &mut Random) {
        let page = random.skewed_below(pages);
        self.begin("GET");
        self.line.extend_from_slice(b"/covers/");
        push_number(&mut self.line, page);
        self.line.extend_from_slice(if page.is_multiple_of(3) { b".png" } else { b".jpg" });
        self.end(Kind::Browser, random);
        self.answer(random.weighted(&[(80, 200), (17, 304), (3, 404)]), 9_000 + mix(page + 1) % 90_000);
        self.refer_to_page(pages, random);
    }

    fn file(&mut self, path: &str, size: u64, random: &mut Random) {
        self.begin(if random.per_mille(15) { "HEAD" } else { "GET" });
        self.line.extend_from_slice(path.as_bytes());
        self.end(Kind::Browser, random);
        self.answer(random.weighted(&[(76, 200), (22, 304), (1, 206), (1, 404)]), size);
    }

    fn api(&mut self, pages: u64, random: &mut Random) {
        self.vhost = "api.example.org:443";
        let item = random.skewed_below(pages);
        match random.below(10) {
            0..4 => {
                self.begin("GET");
                self.line.extend_from_slice(b"/api/v1/search?q=");
                self.line.extend_from_slice(random.pick(&ADJECTIVES).as_bytes());
                self.line.push(b'+');
                // Some clients send what they should have encoded.
                let odd: &[u8] = if random.per_mille(20) { "caf\u{e9}+\"".as_bytes() } else { b"" };
                self.line.extend_from_slice(odd);
                self.line.extend_from_slice(random.pick(&NOUNS).as_bytes());
                self.line.extend_from_slice(b"&page=");
                push_number(&mut self.line, 1 + random.skewed_below(20));
                self.answer(
                    random.weighted(&[(950, 200), (20, 400), (20, 429), (8, 500), (2, 504)]),
                    900 + item % 7_000,
                );
            }
            4..8 => {
                self.begin("GET");
                self.line.extend_from_slice(b"/api/v1/books/");
                push_number(&mut self.line, item);
                self.answer(random.weighted(&[(93, 200), (4, 404), (2, 401), (1, 429)]), 300 + mix(item + 1) % 900);
            }
            8 => {
                let method = random.pick(&["POST", "POST", "POST", "PUT", "PATCH"]);
                self.begin(method);
                self.line.extend_from_slice(b"/api/v1/cart/items");
                self.answer(random.weighted(&[(88, 201), (5, 409), (4, 400), (2, 401), (1, 500)]), 148);
            }
            _ => {
                let method = random.pick(&["DELETE", "OPTIONS"]);
                self.begin(method);
                self.line.extend_from_slice(b"/api/v1/cart/items/");
                push_number(&mut self.line, random.below(12));
                self.answer(204, 0);
            }
        }
        self.end(Kind::Program, random);
    }

    fn scan(&mut self, random: &mut Random) {
        let method = random.pick(&["GET", "GET", "GET", "POST", "HEAD"]);
        self.begin(method);
        self.line.extend_from_slice(random.pick(&SCANS).as_bytes());
        self.end(Kind::Scanner, random);
        self.answer(random.weighted(&[(92, 404), (6, 403), (2, 405)]), 196);
    }

    /// The start of a TLS handshake, or a remote desktop's cookie. Apache logs up to the first zero byte.
    fn not_http(&mut self, layout: Layout, random: &mut Random) {
        self.is_http = false;
        self.answer(400, if layout == Layout::Nginx { 157 } else { 226 });
        if random.per_mille(200) {
            self.line.extend_from_slice(b"\x03");
        } else {
            self.line.extend_from_slice(b"\x16\x03\x01");
        }
        if layout == Layout::Nginx {
            self.line.extend_from_slice(b"\x00\xee\x01\x00\x00\xea\x03\x03");
            for _ in 0..2 {
                self.line.extend_from_slice(&random.bits().to_be_bytes());
            }
        }
    }

    /// A client that connected and sent nothing.
    fn silence(&mut self) {
        self.is_http = false;
        self.answer(408, 0);
    }

    fn begin(&mut self, method: &str) {
        self.line.extend_from_slice(method.as_bytes());
        self.line.push(b' ');
    }

    fn end(&mut self, kind: Kind, random: &mut Random) {
        let old = if kind == Kind::Scanner { 150 } else { 10 };
        let protocol = match random.below(1000) {
            chance if chance < old => " HTTP/1.0",
            chance if chance < 600 || kind != Kind::Browser => " HTTP/1.1",
            _ => " HTTP/2.0",
        };
        self.line.extend_from_slice(protocol.as_bytes());
    }

    fn answer(&mut self, status: u16, size: u64) {
        self.status = status;
        self.body_bytes = match status {
            204 | 304 | 408 => 0,
            200 | 201 | 206 if self.line.starts_with(b"HEAD") => 0,
            200 | 201 => size,
            206 => size / 2,
            301 => 178,
            500.. => 581,
            _ => size.min(196 + size % 100),
        };
    }

    fn refer_to_page(&mut self, pages: u64, random: &mut Random) {
        self.referer.extend_from_slice(SITE.as_bytes());
        push_page(&mut self.referer, random.skewed_below(pages));
    }
}

/// Every fourth page is an article, the others are books.
fn is_blog(page: u64) -> bool {
    page % 4 == 3
}

/// Appends the path of a page.
fn push_page(out: &mut Vec<u8>, page: u64) {
    let bits = mix(page + 1);
    if is_blog(page) {
        out.extend_from_slice(b"/blog/202");
        push_number(out, bits % 4);
        out.push(b'/');
    } else {
        out.extend_from_slice(b"/book/");
    }
    out.extend_from_slice(ADJECTIVES[index((bits >> 8) % ADJECTIVES.len() as u64)].as_bytes());
    out.push(b'-');
    out.extend_from_slice(NOUNS[index((bits >> 32) % NOUNS.len() as u64)].as_bytes());
    out.push(b'-');
    push_number(out, page);
    if !is_blog(page) {
        out.extend_from_slice(b".html");
    }
}
