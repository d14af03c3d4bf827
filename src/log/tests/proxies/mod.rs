//! Formats of load balancers and proxies, line by line.

mod alb;
mod elb;
mod haproxy;
mod ingress;
mod nginx;
mod s3;
mod traefik;

use super::*;

const HEAD: &str = "203.0.113.9 - alice [10/Oct/2023:13:55:36 +0000] \"GET /a?b=1 HTTP/1.1\" 200 5";
const TIME: (Column, Option<&str>) = (Column::Time, Some("1696946136000000"));
