//! `nginx_proxy_manager_standard`: Nginx Proxy Manager, for redirections, unknown hosts and its own pages
//! (<https://github.com/NginxProxyManager/nginx-proxy-manager/blob/develop/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NGINX_PROXY_MANAGER_STANDARD: Template = Template::new(
    About::new(
        "nginx_proxy_manager_standard",
        r#"[13/Nov/2021:12:16:40 +0000] 444 - GET https 192.0.2.10 "/" [Client 203.0.113.9] [Length 0] [Gzip -] "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" "-""#,
        r#"[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer""#,
        "https://github.com/NginxProxyManager/nginx-proxy-manager/blob/develop/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf",
    ),
    r#"[{time}] {status} - {method} {scheme} {vhost} "{target}" [Client {host}] [Length {bytes}] [Gzip {_}] "{user_agent}" "{referer}""#,
).escapes_quotes();
