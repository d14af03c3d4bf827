//! The built-in formats, one file each. A new format is such a file, a line in [`ALL`] and its cases.

mod actix_web;
mod aiohttp;
mod akamai;
mod alb;
mod alibaba_cdn;
mod alibaba_oss;
mod api_gateway;
mod api_gateway_json;
mod apisix;
mod aspnet;
mod aws_waf;
mod azure_app_service;
mod azure_application_gateway;
mod azure_front_door;
mod azure_storage;
mod bunny;
mod caddy;
mod caddy_console;
mod ceph_rgw;
mod channels;
mod chi;
mod cloudflare;
mod cloudfront;
mod cloudfront_json;
mod cloudfront_realtime;
mod combined;
mod combined_ms;
mod combined_us;
mod combinedio;
mod common;
mod confluence;
mod couchdb;
mod cpanel;
mod cups;
mod django;
mod elb;
mod envoy;
mod envoy_json;
mod fastly;
mod fiber;
mod gcp_load_balancer;
mod gcs;
mod gin;
mod glassfish;
mod gorouter;
mod haproxy;
mod haproxy_clf;
mod haproxy_json;
mod http_server;
mod iis;
mod iis_native;
mod incapsula;
mod ingress_nginx;
mod istio;
mod jira;
mod json;
mod kong;
mod kong_json;
mod lighttpd;
mod linkerd_json;
mod minio;
mod morgan_dev;
mod morgan_short;
mod morgan_tiny;
mod negroni;
mod nginx;
mod nginx_json;
mod nginx_main;
mod nginx_main_ext;
mod nginx_proxy_manager;
mod nginx_proxy_manager_standard;
mod nginx_request_time;
mod nginx_upstream_time;
mod nlb;
mod php_fpm;
mod php_server;
mod platformsh;
mod pound;
mod rack;
mod s3;
mod sanic;
mod squid;
mod squid_combined;
mod squid_common;
mod ssl_request_log;
mod suricata;
mod time_combined;
mod tornado;
mod traefik;
mod traefik_json;
mod traffic_server;
mod uvicorn;
mod uwsgi;
mod vercel;
mod vhost_combined;
mod vhost_common;
mod vpc_lattice;
mod w3c;
mod zeek;
mod zeek_json;
mod zoraxy;

use super::format::logfmt::LOGFMT;
use super::format::ltsv::LTSV;
use super::format::{Format, LineFormat};

/// All formats, in `auto`'s order of preference.
static ALL: &[&dyn LineFormat] = &[
    &combined::COMBINED,
    &common::COMMON,
    &vhost_combined::VHOST_COMBINED,
    &vhost_common::VHOST_COMMON,
    &nginx::NGINX,
    &nginx_main::NGINX_MAIN,
    &ingress_nginx::INGRESS_NGINX,
    &traefik::TRAEFIK,
    &haproxy::HAPROXY,
    &envoy::ENVOY,
    &istio::ISTIO,
    &gorouter::GOROUTER,
    &api_gateway::API_GATEWAY,
    &kong::KONG,
    &apisix::APISIX,
    &haproxy_clf::HAPROXY_CLF,
    &traffic_server::TRAFFIC_SERVER,
    &pound::POUND,
    &bunny::BUNNY,
    &alibaba_cdn::ALIBABA_CDN,
    &alibaba_oss::ALIBABA_OSS,
    &ssl_request_log::SSL_REQUEST_LOG,
    &elb::ELB,
    &alb::ALB,
    &nlb::NLB,
    &s3::S3,
    &cloudfront::CLOUDFRONT,
    &cloudfront_realtime::CLOUDFRONT_REALTIME,
    &incapsula::INCAPSULA,
    &zeek::ZEEK,
    &w3c::W3C,
    &iis::IIS,
    &gcs::GCS,
    &azure_storage::AZURE_STORAGE,
    &squid::SQUID,
    &nginx_proxy_manager::NGINX_PROXY_MANAGER,
    &nginx_proxy_manager_standard::NGINX_PROXY_MANAGER_STANDARD,
    &uwsgi::UWSGI,
    &combinedio::COMBINEDIO,
    &combined_us::COMBINED_US,
    &combined_ms::COMBINED_MS,
    &squid_common::SQUID_COMMON,
    &squid_combined::SQUID_COMBINED,
    &iis_native::IIS_NATIVE,
    &lighttpd::LIGHTTPD,
    &django::DJANGO,
    &channels::CHANNELS,
    &uvicorn::UVICORN,
    &aiohttp::AIOHTTP,
    &tornado::TORNADO,
    &gin::GIN,
    &fiber::FIBER,
    &chi::CHI,
    &negroni::NEGRONI,
    &rack::RACK,
    &php_server::PHP_SERVER,
    &php_fpm::PHP_FPM,
    &morgan_dev::MORGAN_DEV,
    &morgan_tiny::MORGAN_TINY,
    &morgan_short::MORGAN_SHORT,
    &zoraxy::ZORAXY,
    &cpanel::CPANEL,
    &platformsh::PLATFORMSH,
    &time_combined::TIME_COMBINED,
    &nginx_request_time::NGINX_REQUEST_TIME,
    &nginx_upstream_time::NGINX_UPSTREAM_TIME,
    &nginx_main_ext::NGINX_MAIN_EXT,
    &aspnet::ASPNET,
    &actix_web::ACTIX_WEB,
    &glassfish::GLASSFISH,
    &sanic::SANIC,
    &confluence::CONFLUENCE,
    &jira::JIRA,
    &cups::CUPS,
    &http_server::HTTP_SERVER,
    &couchdb::COUCHDB,
    &caddy::CADDY,
    &caddy_console::CADDY_CONSOLE,
    &traefik_json::TRAEFIK_JSON,
    &envoy_json::ENVOY_JSON,
    &cloudfront_json::CLOUDFRONT_JSON,
    &gcp_load_balancer::GCP_LOAD_BALANCER,
    &azure_front_door::AZURE_FRONT_DOOR,
    &azure_application_gateway::AZURE_APPLICATION_GATEWAY,
    &azure_app_service::AZURE_APP_SERVICE,
    &api_gateway_json::API_GATEWAY_JSON,
    &aws_waf::AWS_WAF,
    &vpc_lattice::VPC_LATTICE,
    &fastly::FASTLY,
    &akamai::AKAMAI,
    &cloudflare::CLOUDFLARE,
    &kong_json::KONG_JSON,
    &haproxy_json::HAPROXY_JSON,
    &vercel::VERCEL,
    &linkerd_json::LINKERD_JSON,
    &ceph_rgw::CEPH_RGW,
    &minio::MINIO,
    &zeek_json::ZEEK_JSON,
    &suricata::SURICATA,
    &nginx_json::NGINX_JSON,
    &json::JSON,
    &LOGFMT,
    &LTSV,
];

impl Format {
    /// All built-in formats, in `auto`'s order of preference.
    pub fn all() -> impl Iterator<Item = Format> {
        ALL.iter().copied().map(Format::built_in)
    }

    /// The built-in format with that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }
}
