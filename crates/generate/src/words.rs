//! The vocabulary of a small imaginary book shop and its visitors.

/// Browsers, the common ones first.
pub(super) const BROWSERS: [&str; 20] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 14; Mobile; rv:121.0) Gecko/121.0 Firefox/121.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Safari/537.36 OPR/104.0.0.0",
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 Firefox/120.0",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
    "Mozilla/5.0 (PlayStation; PlayStation 5/8.20) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
    "w3m/0.5.3+git20230121",
    "Mozilla/5.0 (compatible; \"Reader\" 2.1; caf\u{e9})",
];

/// Search engines and other readers of everything.
pub(super) const CRAWLERS: [&str; 10] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)",
    "Feedfetcher-Google; (+http://www.google.com/feedfetcher.html; 12 subscribers)",
];

/// Programs that use the programming interface.
pub(super) const PROGRAMS: [&str; 7] = [
    "python-requests/2.31.0",
    "okhttp/4.12.0",
    "curl/8.4.0",
    "Go-http-client/1.1",
    "axios/1.6.2",
    "Dart/3.2 (dart:io)",
    "Java/17.0.9",
];

/// Scanners for weak spots.
pub(super) const SCANNERS: [&str; 5] = [
    "-",
    "Mozilla/5.0 zgrab/0.x",
    "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
    "masscan/1.3 (https://github.com/robertdavidgraham/masscan)",
];

/// Users who log in.
pub(super) const USERS: [&str; 6] = ["alice", "bob", "carol", "ci-runner", "dora", "john doe"];

/// First words of titles.
pub(super) const ADJECTIVES: [&str; 24] = [
    "amber", "bitter", "broken", "burning", "crooked", "distant", "early", "empty", "first", "fallen", "gentle",
    "golden", "hidden", "hollow", "last", "little", "lonely", "northern", "open", "paper", "quiet", "secret", "silver",
    "winter",
];

/// Second words of titles.
pub(super) const NOUNS: [&str; 32] = [
    "atlas", "bridge", "candle", "city", "clock", "coast", "compass", "door", "engine", "feather", "field", "fox",
    "garden", "harbor", "house", "island", "key", "lantern", "letter", "machine", "map", "mirror", "moon", "orchard",
    "river", "road", "season", "ship", "station", "stone", "summer", "tower",
];

/// Files that belong to every page, with their sizes in bytes.
pub(super) const ASSETS: [(&str, u64); 14] = [
    ("/static/css/main.css", 18_304),
    ("/static/js/app.js", 94_211),
    ("/static/img/logo.png", 6_120),
    ("/static/css/print.css", 2_218),
    ("/static/js/vendor.js", 248_932),
    ("/static/img/header.jpg", 61_774),
    ("/static/fonts/serif.woff2", 35_880),
    ("/static/img/icons.svg", 9_471),
    ("/static/js/search.js?v=3", 12_005),
    ("/static/img/cart.gif", 1_127),
    ("/static/css/theme.css?v=12", 7_650),
    ("/apple-touch-icon.png", 4_389),
    ("/static/js/reader.mjs", 30_556),
    ("/static/manifest.webmanifest", 612),
];

/// What scanners request.
pub(super) const SCANS: [&str; 14] = [
    "/wp-login.php",
    "/.env",
    "/xmlrpc.php",
    "/.git/config",
    "/phpmyadmin/index.php",
    "/wp-admin/setup-config.php",
    "/admin/config.php",
    "/cgi-bin/luci/;stok=/locale?form=country",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/solr/admin/info/system?wt=json",
    "/index.php?s=/Index/\\think\\app/invokefunction",
    "/shell?cd+/tmp;rm+-rf+*",
    "/actuator/health",
    "/boaform/admin/formLogin?username=\"admin\"&psd=\"admin\"",
];

/// Sites that lead here.
pub(super) const REFERERS: [&str; 8] = [
    "https://www.google.com/",
    "https://www.google.com/",
    "https://duckduckgo.com/",
    "https://www.bing.com/",
    "https://t.co/Xk2bQ9",
    "https://news.example.com/item?id=38211",
    "https://forum.example.net/caf\u{e9}/\"books\"",
    "android-app://com.google.android.googlequicksearchbox/",
];
