//! `nginx_proxy_manager`: Nginx Proxy Manager, for proxied hosts
//! (<https://github.com/NginxProxyManager/nginx-proxy-manager/blob/develop/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static NGINX_PROXY_MANAGER: Template = Template::new(
    About::new(
        "nginx_proxy_manager",
        r#"[27/Jan/2023:10:22:32 +0000] - 200 200 - POST https data.example.org "/apps/text/session/sync" [Client 203.0.113.9] [Length 251] [Gzip -] [Sent-to data.internal] "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" "-""#,
        r#"[$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "$http_user_agent" "$http_referer""#,
        "https://github.com/NginxProxyManager/nginx-proxy-manager/blob/develop/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf",
    ),
    r#"[{time}] {cache_status} {upstream_status} {status} - {method} {scheme} {vhost} "{target}" [Client {host}] [Length {bytes}] [Gzip {_}] [Sent-to {upstream_addr}] "{user_agent}" "{referer}""#,
).escapes_quotes();
