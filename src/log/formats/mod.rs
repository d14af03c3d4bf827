//! The built-in formats, each described in a file of its own. A new one is that file, a line in [`ALL`] and its cases.

mod alb;
mod aws;
mod caddy;
mod cloudfront;
mod combined;
mod common;
mod elb;
mod envoy;
mod gcs;
mod haproxy;
mod iis;
mod ingress_nginx;
mod json;
mod nginx;
mod nginx_json;
mod nginx_main;
mod s3;
mod squid;
mod ssl_request_log;
mod traefik;
mod traefik_json;
mod vhost_combined;
mod vhost_common;
mod w3c;

use super::format::logfmt::LOGFMT;
use super::format::{Format, LineFormat};

/// Every format, in the order in which `auto` prefers them.
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
    &ssl_request_log::SSL_REQUEST_LOG,
    &elb::ELB,
    &alb::ALB,
    &s3::S3,
    &cloudfront::CLOUDFRONT,
    &w3c::W3C,
    &iis::IIS,
    &gcs::GCS,
    &squid::SQUID,
    &caddy::CADDY,
    &traefik_json::TRAEFIK_JSON,
    &nginx_json::NGINX_JSON,
    &json::JSON,
    &LOGFMT,
];

impl Format {
    /// Every built-in format, in the order in which `auto` prefers them.
    pub fn all() -> impl Iterator<Item = Format> {
        ALL.iter().copied().map(Format::built_in)
    }

    /// The built-in format of that name.
    pub fn by_name(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }
}
