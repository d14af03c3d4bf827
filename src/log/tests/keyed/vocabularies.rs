//! A line in each program's vocabulary for the fields of a request, from manuals or users.

use super::*;

/// The writer, one of its lines, and the expected values. `-` is null.
struct Case {
    origin: &'static str,
    format: &'static str,
    line: &'static str,
    values: &'static str,
}

const fn json(origin: &'static str, line: &'static str, values: &'static str) -> Case {
    Case { origin, format: "json", line, values }
}

/// Differences between a record and the expected values, `column=value` separated by spaces.
fn faults(Case { origin, line, values, .. }: &Case, format: &str) -> Vec<String> {
    let parsed = parse(format, line.as_bytes());
    if parsed.tally.parsed != 1 {
        return vec![format!("{origin}: no record of {format}, {:?} {:?}", parsed.tally, parsed.rejects)];
    }
    let pairs = values.split_ascii_whitespace().filter_map(|pair| {
        let (column, wanted) = pair.split_once('=').expect("a column and its value");
        let found = value(&parsed, 0, column.parse().expect("a column")).unwrap_or("-".to_owned());
        (found != wanted).then(|| format!("{origin} as {format}: {column} is {found}, not {wanted}"))
    });
    let notes = parsed.tally.notes.iter().map(|(note, _)| note).filter(|note| *note != Note::NoZone);
    pairs.chain(notes.map(|note| format!("{origin}: noted {}", note.name()))).collect()
}

const CASES: &[Case] = &[
    json(
        "fluentd, apache2",
        r#"{"host":"192.0.2.1","user":null,"method":"GET","path":"/a","code":200,"size":777,"referer":null,"agent":"Opera/12.0","time":"2013-02-28T12:00:00+00:00"}"#,
        "host=192.0.2.1 user=- method=GET path=/a status=200 bytes=777 user_agent=Opera/12.0 vhost=- time=1362052800000000",
    ),
    json(
        "fluentd, nginx",
        r#"{"remote":"127.0.0.1","host":"192.168.0.1","user":"-","method":"GET","path":"/a?b=c","code":"404","size":"777","referer":"-","agent":"Opera/12.0","http_x_forwarded_for":"203.0.113.9"}"#,
        "host=127.0.0.1 vhost=192.168.0.1 path=/a query=b=c status=404 bytes=777 forwarded_for=203.0.113.9 user=- time=-",
    ),
    json(
        "fluent-bit",
        r#"{"date":1696946136.25,"remote":"203.0.113.9","host":"-","user":"-","method":"GET","path":"/a","code":"500","size":"933","referer":"-","agent":"curl/8"}"#,
        "host=203.0.113.9 vhost=- path=/a status=500 bytes=933 user_agent=curl/8 time=1696946136250000",
    ),
    json(
        "grok, legacy",
        r#"{"@timestamp":"2017-11-03T15:54:59.000Z","@version":"1","clientip":"203.0.113.9","ident":"-","auth":"-","timestamp":"03/Nov/2017:15:54:58 +0000","verb":"GET","request":"/a?b=1","httpversion":"1.1","response":"500","bytes":"933","referrer":"\"-\"","agent":"\"curl/8\"","path":"/var/log/apache2/access.log","host":"web1"}"#,
        "host=203.0.113.9 user=- method=GET path=/a query=b=1 target=/a?b=1 request=- protocol=1.1 status=500 bytes=933 vhost=- server=web1 time=1509724498000000",
    ),
    json(
        "grok, legacy, a request that is no line",
        r#"{"@timestamp":"2017-11-03T15:54:59.000Z","clientip":"203.0.113.9","rawrequest":"-","response":"408","bytes":"0","host":"web1.example.com","path":"/var/log/httpd/access_log","verb":""}"#,
        "host=203.0.113.9 status=408 path=- vhost=- server=web1.example.com",
    ),
    json(
        "grok, ECS",
        r#"{"@timestamp":"2017-11-03T15:54:59.000Z","source":{"address":"203.0.113.9"},"user":{"name":"bob"},"http":{"request":{"method":"GET","referrer":"https://r/"},"version":"1.1","response":{"status_code":404,"body":{"bytes":933}}},"url":{"original":"/a?b=1"},"user_agent":{"original":"curl/8"},"host":{"name":"web1"},"log":{"file":{"path":"/var/log/nginx/access.log"}},"event":{"original":"..."}}"#,
        "host=203.0.113.9 user=bob method=GET path=/a query=b=1 protocol=1.1 status=404 bytes=933 referer=https://r/ user_agent=curl/8 vhost=- server=web1",
    ),
    json(
        "filebeat's module for nginx, before ECS",
        r#"{"@timestamp":"2017-11-03T15:54:59.000Z","nginx":{"access":{"remote_ip":"203.0.113.9","user_name":"-","method":"GET","url":"/a","http_version":"1.1","response_code":"200","body_sent":{"bytes":"571"},"referrer":"-","agent":"curl/8"}},"source":"/var/log/nginx/access.log","offset":183,"beat":{"hostname":"web1","name":"web1","version":"6.0.0"},"host":"web1"}"#,
        "host=203.0.113.9 method=GET path=/a status=200 bytes=571 user_agent=curl/8 vhost=- server=web1",
    ),
    json(
        "logback-access",
        r#"{"@timestamp":"2023-10-10T13:55:36.250Z","@version":"1","message":"203.0.113.9 - - [..] \"GET /a?b=1 HTTP/1.1\" 200 933","method":"GET","protocol":"HTTP/1.1","status_code":200,"requested_url":"GET /a?b=1 HTTP/1.1","requested_uri":"/a","remote_host":"203.0.113.9","remote_user":"-","content_length":933,"elapsed_time":12}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=933 request_time=12000 protocol=HTTP/1.1",
    ),
    json(
        "Envoy and Istio",
        r#"{"start_time":"2023-10-10T13:55:36.250Z","method":"GET","path":"/a?b=1","protocol":"HTTP/1.1","response_code":503,"response_flags":"UF","response_code_details":"via_upstream","bytes_received":0,"bytes_sent":91,"duration":12,"upstream_service_time":null,"x_forwarded_for":"203.0.113.9","user_agent":"curl/8","request_id":"6f1c","authority":"www.example.com","upstream_host":"10.0.0.5:8080","upstream_cluster":"outbound|80||a","downstream_local_address":"10.0.0.1:80","downstream_remote_address":"203.0.113.9:40112","requested_server_name":null,"route_name":"default"}"#,
        "host=203.0.113.9 port=40112 path=/a status=503 bytes=91 request_bytes=0 request_time=12000 vhost=www.example.com upstream_addr=10.0.0.5:8080 termination=UF upstream_time=- frontend=default request_id=6f1c",
    ),
    json(
        "Envoy Gateway",
        r#"{"start_time":"2025-07-01T05:43:23.000Z","method":"GET","x-envoy-origin-path":"/get?x=1","protocol":"HTTP/1.1","response_code":"200","response_flags":"-","response_code_details":"via_upstream","connection_termination_details":"-","upstream_transport_failure_reason":"-","bytes_received":"0","bytes_sent":"461","duration":"3","x-envoy-upstream-service-time":"2","x-forwarded-for":"10.244.0.1","user-agent":"curl/8","x-request-id":"8b2c",":authority":"www.example.com","upstream_host":"10.244.0.9:3000","upstream_cluster":"httproute/default/backend/rule/0","downstream_remote_address":"10.244.0.1:52146"}"#,
        "path=/get query=x=1 vhost=www.example.com status=200 bytes=461 request_time=3000 upstream_time=2000 user_agent=curl/8 forwarded_for=10.244.0.1 host=10.244.0.1 request_id=8b2c termination=-",
    ),
    json(
        "Kong",
        r#"{"latencies":{"request":515,"kong":58,"proxy":457},"service":{"host":"httpbin.org","name":"example","port":80,"protocol":"http"},"request":{"querystring":{},"size":138,"uri":"/ip?a=1","url":"http://localhost:8000/ip?a=1","headers":{"host":"www.example.com","user-agent":"curl/8","accept":"*/*"},"method":"GET","tls":{"version":"TLSv1.3"}},"client_ip":"203.0.113.9","upstream_uri":"/ip","response":{"headers":{"content-type":"application/json","content-length":"33"},"status":200,"size":322},"route":{"name":"r"},"started_at":1614232642463,"upstream_status":"200"}"#,
        "host=203.0.113.9 method=GET path=/ip query=a=1 status=200 bytes=322 request_bytes=138 request_time=515000 upstream_time=457000 user_agent=curl/8 vhost=www.example.com upstream_status=200 mime_type=application/json time=1614232642463000",
    ),
    json(
        "Vercel",
        r#"{"id":"1573817250283254651097202070","deploymentId":"dpl_x","source":"static","host":"my-app.vercel.app","timestamp":1573817250283,"projectId":"p","level":"info","path":"/dynamic/some-value.json","statusCode":200,"requestId":"643af4e3","proxy":{"timestamp":1573817250172,"method":"GET","host":"www.example.com","path":"/a?b=1","userAgent":["Mozilla/5.0"],"referer":"https://r/","region":"sfo1","statusCode":200,"clientIp":"203.0.113.9","scheme":"https","vercelCache":"MISS","responseByteSize":1024}}"#,
        "host=203.0.113.9 method=GET status=200 user_agent=Mozilla/5.0 referer=https://r/ cache_status=MISS scheme=https bytes=1024 request_id=643af4e3 time=1573817250283000",
    ),
    json(
        "Azure Front Door",
        r#"{"time":"2020-06-09T22:32:17.8383427Z","category":"FrontDoorAccessLog","operationName":"Microsoft.Cdn/Profiles/AccessLog/Write","properties":{"trackingReference":"0xyz","httpMethod":"GET","httpVersion":"2.0","requestUri":"https://www.example.com:443/a?b=1","requestBytes":"159","responseBytes":"6457","userAgent":"curl/8","clientIp":"203.0.113.9","clientPort":"52346","timeToFirstByte":"0.158","timeTaken":"0.159","requestProtocol":"HTTPS","securityProtocol":"TLS 1.2","httpStatusCode":"200","pop":"LON","cacheStatus":"REMOTE_HIT","hostName":"www.example.com","referer":""}}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=6457 request_bytes=159 request_time=159000 first_byte_time=158000 vhost=www.example.com scheme=HTTPS edge_location=LON cache_status=REMOTE_HIT request_id=0xyz port=52346",
    ),
    json(
        "Azure Application Gateway",
        r#"{"timeStamp":"2021-10-14T22:17:11+00:00","resourceId":"/SUBSCRIPTIONS/x","operationName":"ApplicationGatewayAccess","category":"ApplicationGatewayAccessLog","properties":{"instanceId":"appgw_1","clientIP":"203.0.113.9","clientPort":12345,"httpMethod":"GET","originalRequestUriWithArgs":"\/a?b=1","requestUri":"\/a","requestQuery":"b=1","userAgent":"curl/8","httpStatus":404,"httpVersion":"HTTP/1.1","receivedBytes":65,"sentBytes":553,"timeTaken":0.205,"sslEnabled":"off","serverRouted":"10.0.0.4:80","serverStatus":"404","serverResponseLatency":"0.104","originalHost":"www.example.com","host":"10.1.1.1"}}"#,
        r"host=203.0.113.9 method=GET path=\/a status=404 bytes=553 request_bytes=65 request_time=205000 upstream_time=104000 upstream_addr=10.0.0.4:80 upstream_status=404 vhost=www.example.com query=b=1",
    ),
    json(
        "Azure, inside records",
        r#"{"records":[{"time":"2020-06-09T22:32:17Z","properties":{"CIp":"203.0.113.9","CsMethod":"GET","CsUriStem":"/a","CsUriQuery":"b=1","CsHost":"www.example.com","ScStatus":200,"ScBytes":10,"CsBytes":5,"TimeTaken":12,"UserAgent":"curl/8","Cookie":"c","CsUsername":"","SPort":"443","ComputerName":"RD0"}}]}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 vhost=www.example.com status=200 bytes=10 request_bytes=5 request_time=12000 user_agent=curl/8 cookie=c port=443 server=RD0",
    ),
    json(
        "Azure App Service",
        r#"{"time":"2020-06-09T22:32:17.8Z","resourceId":"/X","category":"AppServiceHTTPLogs","level":"Informational","properties":"{\"CsHost\":\"www.example.com\",\"CIp\":\"203.0.113.9\",\"SPort\":\"443\",\"CsUriStem\":\"/a\",\"CsUriQuery\":\"b=1\",\"CsMethod\":\"GET\",\"TimeTaken\":12,\"ScStatus\":200,\"Result\":\"Success\",\"CsBytes\":\"5\",\"ScBytes\":\"10\",\"UserAgent\":\"a \\\"b\\\"\",\"Cookie\":\"\"}"}"#,
        "host=203.0.113.9 vhost=www.example.com port=443 method=GET path=/a query=b=1 status=200 bytes=10 request_bytes=5 request_time=12000 cookie=-",
    ),
    json(
        "GELF",
        r#"{"version":"1.1","host":"web1.example.com","short_message":"GET /a HTTP/1.1","timestamp":1696946136.25,"level":6,"_remote_addr":"203.0.113.9","_request":"GET /a HTTP/1.1","_status":"200","_body_bytes_sent":933,"_http_user_agent":"curl/8","_request_time":0.012,"_http_host":"www.example.com"}"#,
        "host=203.0.113.9 method=GET path=/a protocol=HTTP/1.1 status=200 bytes=933 user_agent=curl/8 request_time=12000 vhost=www.example.com server=web1.example.com time=1696946136250000",
    ),
    json(
        "Akamai DataStream 2",
        r#"{"version":1,"cp":"123456","reqId":"1239f220","reqTimeSec":"1573840000","bytes":"4995","cliIP":"203.0.113.9","statusCode":"206","proto":"HTTPS","reqHost":"www.example.com","reqMethod":"GET","reqPath":"/path1/file.ext","queryStr":"a=b","reqPort":"443","rspContentLen":"5000","rspContentType":"text/html","UA":"Mozilla%2F5.0","referer":"-","cacheStatus":"1","tlsVersion":"TLSv1","turnAroundTimeMSec":"11","transferTimeMSec":"125","timeToFirstByte":"7"}"#,
        "host=203.0.113.9 method=GET path=/path1/file.ext query=a=b status=206 bytes=5000 vhost=www.example.com port=443 user_agent=Mozilla%2F5.0 scheme=HTTPS request_time=11000 first_byte_time=7000 request_id=1239f220 mime_type=text/html tls_protocol=TLSv1 time=1573840000000000",
    ),
    json(
        "CloudFront, standard logs v2",
        r#"{"date":"2019-12-13","time":"22:36:27","x-edge-location":"SEA19-C1","sc-bytes":"900","c-ip":"203.0.113.9","cs-method":"GET","cs(Host)":"d111.cloudfront.net","cs-uri-stem":"/a","sc-status":"200","cs(Referer)":"-","cs(User-Agent)":"curl/8","cs-uri-query":"b=1","cs(Cookie)":"-","x-edge-result-type":"Hit","x-edge-request-id":"q==","x-host-header":"www.example.com","cs-protocol":"https","cs-bytes":"25","x-forwarded-for":"-","ssl-protocol":"TLSv1.3","cs-protocol-version":"HTTP/2.0","c-port":"11040"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=900 request_bytes=25 vhost=www.example.com user_agent=curl/8 scheme=https protocol=HTTP/2.0 edge_location=SEA19-C1 cache_status=Hit request_id=q== time=1576276587000000",
    ),
    json(
        "CloudFront, real-time",
        r#"{"timestamp":"1576276587.123","c-ip":"203.0.113.9","s-ip":"192.0.2.7","time-to-first-byte":"0.002","sc-status":"200","sc-bytes":"900","cs-method":"GET","cs-protocol":"https","cs-host":"www.example.com","cs-uri-stem":"/a?b=1","cs-bytes":"25","cs-user-agent":"curl/8"}"#,
        "host=203.0.113.9 server=192.0.2.7 method=GET path=/a query=b=1 status=200 bytes=900 vhost=www.example.com scheme=https user_agent=curl/8 time=1576276587123000",
    ),
    json(
        "Splunk",
        r#"{"_time":"2023-10-10T13:55:36.000+00:00","clientip":"203.0.113.9","method":"GET","uri":"/a?b=1","uri_path":"/a","uri_query":"b=1","status":"200","bytes":"933","bytes_in":"10","bytes_out":"923","http_user_agent":"curl/8","http_referrer":"https://r/","host":"web1","source":"/var/log/httpd/access_log","sourcetype":"access_combined"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=923 request_bytes=10 user_agent=curl/8 referer=https://r/ vhost=- server=web1",
    ),
    json(
        "Apache, %U as request",
        r#"{"time":"[10/Oct/2000:13:55:36 -0700]","process":"1","filename":"/var/www/index.html","remoteIP":"203.0.113.9","host":"www.example.com","request":"/index.html","query":"?a=1","method":"GET","status":"200","userAgent":"curl/8","referer":"-"}"#,
        "host=203.0.113.9 path=/index.html query=a=1 method=GET status=200 vhost=www.example.com request=- time=971211336000000",
    ),
    json(
        "Apache, other names",
        r#"{"clientIP":"203.0.113.9","remoteUser":"-","firstLine":"GET /a HTTP/1.1","statusCode":"200 OK","responseBytes":"933","virtualHost":"www.example.com","serverPort":"443","timestamp":"2000-10-10T13:55:36-0700","microsecs":"x"}"#,
        "host=203.0.113.9 method=GET path=/a status=200 bytes=933 vhost=www.example.com port=443",
    ),
    json(
        "slashes that are escaped",
        r#"{"remote_addr":"203.0.113.9","request":"GET \/a\/b?c=\/d HTTP\/1.1","status":200,"time":"10\/Oct\/2000:13:55:36 -0700"}"#,
        r"method=GET target=\/a\/b?c=\/d protocol=HTTP\/1.1 status=200 time=971211336000000",
    ),
    json(
        "gunicorn",
        r#"{"remote_address":"203.0.113.9","user_name":"-","date":"[10/Oct/2023:13:55:36 +0000]","status":"200","method":"GET","url_path":"/a","query_string":"b=1","protocol":"HTTP/1.1","response_length":"933","referer":"-","user_agent":"curl/8","request_time_us":"12000"}"#,
        "host=203.0.113.9 path=/a query=b=1 status=200 bytes=933 request_time=12000 time=1696946136000000",
    ),
    json(
        "Fastly",
        r#"{"timestamp":"2023-10-10T13:55:36+0000","time_elapsed":12000,"is_tls":true,"client_ip":"203.0.113.9","geo_city":"x","request":"GET","host":"www.example.com","url":"/a?b=1","request_method":"GET","request_protocol":"HTTP/2","request_referer":"https://r/","request_user_agent":"curl/8","response_state":"HIT","response_status":200,"response_reason":"OK","response_body_size":933,"fastly_server":"x","fastly_is_edge":true}"#,
        "host=203.0.113.9 vhost=www.example.com path=/a query=b=1 method=GET status=200 bytes=933 referer=https://r/ user_agent=curl/8 request_time=12000 protocol=HTTP/2",
    ),
    json(
        "Cloudflare Logpush",
        r#"{"ClientIP":"203.0.113.9","ClientRequestHost":"www.example.com","ClientRequestMethod":"GET","ClientRequestURI":"/a?b=1","ClientRequestPath":"/a","ClientRequestProtocol":"HTTP/2","ClientRequestReferer":"","ClientRequestUserAgent":"curl/8","ClientRequestBytes":25,"EdgeResponseStatus":200,"EdgeResponseBytes":933,"EdgeResponseContentType":"text/html","EdgeStartTimestamp":"2023-10-10T13:55:36Z","EdgeColoCode":"FRA","CacheCacheStatus":"hit","OriginIP":"192.0.2.7","OriginResponseStatus":0,"RayID":"8f"}"#,
        "host=203.0.113.9 vhost=www.example.com method=GET path=/a query=b=1 status=200 bytes=933 request_bytes=25 edge_location=FRA cache_status=hit upstream_addr=192.0.2.7 request_id=8f mime_type=text/html",
    ),
    json(
        "Google's HTTP load balancer",
        r#"{"httpRequest":{"requestMethod":"GET","requestUrl":"https://www.example.com/a?b=1","requestSize":"25","status":200,"responseSize":"933","userAgent":"curl/8","remoteIp":"203.0.113.9","serverIp":"10.0.0.5","latency":"0.012s","referer":"https://r/"},"insertId":"x","jsonPayload":{"@type":"type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry","statusDetails":"response_sent_by_backend","remoteIp":"203.0.113.9"},"resource":{"type":"http_load_balancer"},"timestamp":"2023-10-10T13:55:36.250Z","receiveTimestamp":"2023-10-10T13:55:37Z","severity":"INFO","logName":"projects/p/logs/requests","trace":"projects/p/traces/t"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=933 request_bytes=25 request_time=12000 referer=https://r/ trace_id=projects/p/traces/t time=1696946136250000",
    ),
    json(
        "Amazon API Gateway",
        r#"{"requestId":"c6af","ip":"203.0.113.9","caller":"-","user":"-","requestTime":"10/Oct/2023:13:55:36 +0000","httpMethod":"GET","resourcePath":"/a","status":"200","protocol":"HTTP/1.1","responseLength":"933","responseLatency":12,"integrationLatency":"11","integrationStatus":"200","domainName":"api.example.com"}"#,
        "host=203.0.113.9 method=GET path=/a status=200 bytes=933 request_time=12000 upstream_time=11000 upstream_status=200 vhost=api.example.com request_id=c6af time=1696946136000000",
    ),
    json(
        "IIS's names",
        r#"{"date":"2023-10-10","time":"13:55:36","s-ip":"10.0.0.5","cs-method":"GET","cs-uri-stem":"/a","cs-uri-query":"b=1","s-port":"443","cs-username":"-","c-ip":"203.0.113.9","cs(User-Agent)":"curl/8","cs(Referer)":"-","sc-status":"200","sc-substatus":"0","time-taken":"12"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 port=443 status=200 user_agent=curl/8 request_time=12000 server=10.0.0.5 time=1696946136000000",
    ),
    json(
        "OpenTelemetry, old conventions",
        r#"{"timestamp":"2023-10-10T13:55:36Z","attributes":{"http.method":"GET","http.target":"/a?b=1","http.host":"www.example.com","http.scheme":"https","http.status_code":200,"http.flavor":"1.1","http.user_agent":"curl/8","http.client_ip":"203.0.113.9","net.peer.ip":"10.0.0.1","http.response_content_length":933,"http.request_content_length":25}}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 vhost=www.example.com scheme=https status=200 user_agent=curl/8 bytes=933 request_bytes=25 protocol=1.1",
    ),
    json(
        "OpenTelemetry, stable conventions",
        r#"{"timestamp":"2023-10-10T13:55:36Z","http.request.method":"GET","url.path":"/a","url.query":"b=1","url.scheme":"https","server.address":"www.example.com","server.port":443,"client.address":"203.0.113.9","network.protocol.version":"2","http.response.status_code":404,"http.response.body.size":933,"user_agent.original":"curl/8","http.route":"/:x"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 vhost=www.example.com port=443 scheme=https status=404 bytes=933 user_agent=curl/8 protocol=2",
    ),
    json(
        "HAProxy",
        r#"{"time":"10/Oct/2023:13:55:36.250","client_ip":"203.0.113.9","client_port":"50114","frontend":"web","backend":"app","server_name":"app1","http_method":"GET","http_uri":"/a?b=1","http_version":"HTTP/1.1","status_code":200,"bytes_read":933,"termination_state":"----"}"#,
        "host=203.0.113.9 port=50114 method=GET path=/a query=b=1 status=200 bytes=933 frontend=web upstream=app server=app1 vhost=- termination=----",
    ),
    json(
        "HAProxy, grok",
        r#"{"@timestamp":"2023-10-10T13:55:37Z","client_ip":"203.0.113.9","client_port":"50114","accept_date":"10/Oct/2023:13:55:36.250","frontend_name":"web","backend_name":"app","server_name":"app1","time_request":"0","time_queue":"1","time_backend_connect":"2","time_backend_response":"9","time_duration":"12","http_status_code":"200","bytes_read":"933","termination_state":"----","http_verb":"GET","http_request":"/a?b=1","http_version":"1.1"}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=933 request_time=12000 queue_time=1000 upstream_connect_time=2000 upstream_time=9000 server=app1 vhost=- time=1696946136250000",
    ),
    json(
        "Linkerd",
        r#"{"client.addr":"10.0.0.1:4711","client.id":"-","host":"www.example.com","method":"GET","processing_ns":"1000","request_bytes":"","response_bytes":"933","status":200,"timestamp":"2023-10-10T13:55:36Z","total_ns":"12000000","trace_id":"","uri":"http://www.example.com/a?b=1","user_agent":"","version":"HTTP/2.0"}"#,
        "host=10.0.0.1 port=4711 vhost=www.example.com method=GET path=/a query=b=1 status=200 bytes=933 request_time=12000 protocol=HTTP/2.0",
    ),
    json(
        "AWS WAF",
        r#"{"timestamp":1696946136250,"formatVersion":1,"action":"ALLOW","httpSourceName":"ALB","responseCodeSent":null,"httpRequest":{"clientIp":"203.0.113.9","country":"DE","headers":[{"name":"Host","value":"x"}],"uri":"/a","args":"b=1","httpVersion":"HTTP/1.1","httpMethod":"GET","requestId":"x"}}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 protocol=HTTP/1.1 request_id=x status=- time=1696946136250000",
    ),
    json(
        "WildFly",
        r#"{"eventSource":"web-access","bytesSent":933,"dateTime":"10/Oct/2023:13:55:36 +0000","queryString":"b=1","relativePath":"/a","remoteHost":"203.0.113.9","remoteUser":null,"requestLine":"GET /a?b=1 HTTP/1.1","requestMethod":"GET","requestProtocol":"HTTP/1.1","requestUrl":"/a","responseCode":200,"responseTime":12}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=933 request_time=12000 time=1696946136000000",
    ),
    json(
        "HTTP/2's names",
        r#"{":method":"GET",":path":"/a?b=1",":authority":"www.example.com",":scheme":"https",":status":"200","start":"2023-10-10T13:55:36Z"}"#,
        "method=GET path=/a query=b=1 vhost=www.example.com scheme=https status=200 time=1696946136000000",
    ),
    Case {
        origin: "ingress-nginx as JSON",
        format: "nginx_json",
        line: r#"{"time":"2023-10-10T13:55:36+00:00","remote_addr":"10.0.0.1","x_forward_for":"203.0.113.9","request_id":"r","remote_user":"","bytes_sent":999,"request_time":0.012,"status":200,"vhost":"www.example.com","request_proto":"HTTP/1.1","path":"/a","request_query":"b=1","request_length":25,"duration":0.012,"method":"GET","http_referrer":"","http_user_agent":"curl/8"}"#,
        values: "host=10.0.0.1 forwarded_for=203.0.113.9 bytes=999 request_bytes=25 request_time=12000 status=200 vhost=www.example.com path=/a query=b=1 protocol=HTTP/1.1 user_agent=curl/8",
    },
    json(
        "nginx, a configuration from blogs",
        r#"{"@timestamp":"2023-10-10T13:55:36+00:00","host":"10.0.0.5","clientip":"203.0.113.9","size":933,"responsetime":0.012,"upstreamtime":"0.011","upstreamhost":"10.0.0.9:80","http_host":"www.example.com","url":"/a","xff":"-","referer":"-","agent":"curl/8","status":"200"}"#,
        "host=203.0.113.9 vhost=www.example.com server=10.0.0.5 path=/a bytes=933 status=200 upstream_addr=10.0.0.9:80 user_agent=curl/8",
    ),
    Case {
        origin: "nginx, the same known as nginx",
        format: "nginx_json",
        line: r#"{"@timestamp":"2023-10-10T13:55:36+00:00","host":"10.0.0.5","clientip":"203.0.113.9","size":933,"responsetime":0.012,"upstreamtime":"0.011","upstreamhost":"10.0.0.9:80","http_host":"www.example.com","url":"/a","status":"200"}"#,
        values: "request_time=12000 upstream_time=11000 vhost=www.example.com",
    },
    Case {
        origin: "nginx, variables without value outside quotes",
        format: "nginx_json",
        line: r#"{"time_local":"10/Oct/2023:13:55:36 +0000","remote_addr":"203.0.113.9","request_uri":"/a","args":"b=1","status":,"body_bytes_sent":,"request_method":"GET","upstream_response_time":}"#,
        values: "host=203.0.113.9 path=/a query=b=1 target=/a?b=1 status=- bytes=- upstream_time=-",
    },
    json(
        "Express with pino-http",
        r#"{"level":30,"time":1696946136250,"pid":1,"hostname":"web1","req":{"id":1,"method":"GET","url":"/a?b=1","query":{"b":"1"},"headers":{"host":"www.example.com","user-agent":"curl/8","referer":"https://r/"},"remoteAddress":"::ffff:203.0.113.9","remotePort":4711},"res":{"statusCode":200,"headers":{"content-length":"7"}},"responseTime":1.5,"msg":"request completed"}"#,
        "host=::ffff:203.0.113.9 method=GET path=/a query=b=1 vhost=www.example.com status=200 bytes=7 request_time=1500 server=web1 referer=https://r/",
    ),
    json(
        "express-winston",
        r#"{"level":"info","message":"HTTP GET /a","timestamp":"2023-10-10T13:55:36Z","meta":{"req":{"url":"/a?b=1","method":"GET","httpVersion":"1.1","originalUrl":"/a?b=1","headers":{"user-agent":"curl/8"}},"res":{"statusCode":404},"responseTime":12}}"#,
        "method=GET path=/a query=b=1 status=404 request_time=12000 protocol=1.1 user_agent=curl/8",
    ),
    json(
        "morgan",
        r#"{"remote-addr":"203.0.113.9","date":"2023-10-10T13:55:36.250Z","method":"GET","url":"/a","http-version":"1.1","status":"304","content-length":"-","referrer":"-","user-agent":"curl/8","response-time":"1.5","total-time":"2"}"#,
        "host=203.0.113.9 path=/a status=304 bytes=- request_time=1500 user_agent=curl/8 protocol=1.1",
    ),
    json(
        "Serilog",
        r#"{"@t":"2023-10-10T13:55:36.2500000Z","@mt":"HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms","RequestMethod":"GET","RequestPath":"/a","StatusCode":200,"Elapsed":12.5,"SourceContext":"Serilog.AspNetCore.RequestLoggingMiddleware","ConnectionId":"0H"}"#,
        "method=GET path=/a status=200 request_time=12500 time=1696946136250000",
    ),
    json(
        "ASP.NET",
        r#"{"Timestamp":"2023-10-10T13:55:36.2500000Z","Level":"Information","Properties":{"Method":"GET","Path":"/a","QueryString":"?b=1","StatusCode":200,"ElapsedMilliseconds":12,"Protocol":"HTTP/1.1","Scheme":"https","Host":"www.example.com","ContentLength":null}}"#,
        "method=GET path=/a query=b=1 status=200 request_time=12000 protocol=HTTP/1.1 scheme=https vhost=www.example.com",
    ),
    json(
        "Tomcat's JSON valve",
        r#"{"host":"203.0.113.9","logicalUserName":"-","user":"-","time":"[10/Oct/2023:13:55:36 +0000]","request":"GET /a HTTP/1.1","statusCode":"200","size":"933","elapsedTime":"12"}"#,
        "host=203.0.113.9 method=GET path=/a status=200 bytes=933 request_time=12000 time=1696946136000000",
    ),
    json(
        "names that only differ from Traefik's in their spelling",
        r#"{"timestamp":"2023-10-10T13:55:36Z","client_ip":"203.0.113.9","request_method":"GET","request_path":"/a","response_status":"304","response_body_size":"0","response_time_ms":"3"}"#,
        "host=203.0.113.9 method=GET path=/a status=304 bytes=0 request_time=3000",
    ),
    json(
        "zap and gin",
        r#"{"level":"info","ts":1696946136.25,"caller":"ginzap/zap.go:90","msg":"/a","status":200,"method":"GET","path":"/a","query":"b=1","ip":"203.0.113.9","user-agent":"curl/8","latency":"12.5ms","time":"2023-10-10T13:55:36Z"}"#,
        "host=203.0.113.9 path=/a query=b=1 status=200 request_time=12500 user_agent=curl/8",
    ),
    json(
        "zerolog's hlog",
        r#"{"level":"info","ip":"203.0.113.9:4711","user_agent":"curl/8","req_id":"b5","method":"GET","url":"/a?b=1","status":200,"size":7,"duration":1.5,"time":"2023-10-10T13:55:36Z","message":""}"#,
        "host=203.0.113.9 port=4711 path=/a query=b=1 status=200 bytes=7 request_time=1500 request_id=b5",
    ),
    json(
        "slog with httplog",
        r#"{"timestamp":"2023-10-10T13:55:36Z","level":"INFO","message":"GET /a => HTTP 200","httpRequest":{"url":"https://www.example.com/a?b=1","method":"GET","path":"/a","remoteIP":"203.0.113.9","proto":"HTTP/1.1","requestID":"x"},"httpResponse":{"status":200,"bytes":7,"elapsed":1.5}}"#,
        "host=203.0.113.9 method=GET path=/a query=b=1 status=200 bytes=7 protocol=HTTP/1.1",
    ),
    Case {
        origin: "logrus as logfmt",
        format: "logfmt",
        line: r#"time="2023-10-10T13:55:36Z" level=info msg="completed handling request" method=GET remote="203.0.113.9:4711" request=/a?b=1 status=200 text_status=OK took=12.5ms measure#web.latency=12500000"#,
        values: "host=203.0.113.9 path=/a query=b=1 method=GET status=200 request_time=12500",
    },
    Case {
        origin: "lograge",
        format: "logfmt",
        line: "method=GET path=/a format=html controller=HomeController action=index status=200 duration=12.5 view=5 db=1",
        values: "path=/a method=GET status=200 request_time=12500 time=-",
    },
];

#[test]
fn every_vocabulary_is_understood() {
    let faults: Vec<String> = CASES.iter().flat_map(|case| faults(case, case.format)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_vocabulary_is_understood_by_the_format_that_is_detected() {
    // Formats of single servers have cases of their own, after their manuals.
    let is_general = |name: &String| !built_in(name).functions().is_of_one_server();
    let detected = |case: &Case| Some(detected(&format!("{}\n", case.line))).filter(is_general);
    let faults: Vec<String> =
        CASES.iter().flat_map(|case| detected(case).map_or_else(Vec::new, |name| faults(case, &name))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_path_that_is_a_log_file_is_one_of_a_request_only_beside_a_method() {
    let line = |members: &str| format!(r#"{{"time":"2023-10-10T13:55:36Z","status":404,{members}}}"#);
    let path = |path: Option<&'static str>| [(Column::Path, path)];
    expect(
        "json",
        &line(r#""method":"GET","path":"/storage/logs/laravel.log""#),
        &path(Some("/storage/logs/laravel.log")),
        &[],
    );
    expect("json", &line(r#""method":"GET","path":"/var/log/nginx/access.log","url":"/a""#), &path(Some("/a")), &[]);
    expect(
        "json",
        &line(r#""url":"/a","path":"/srv/app.log","host":"web1""#),
        &[(Column::Vhost, None), (Column::Server, Some("web1"))],
        &[],
    );
    expect_skipped("json", &line(r#""path":"/var/log/nginx/access.log""#));
}

#[test]
fn the_key_host_is_client_or_server_depending_on_other_keys() {
    let line = |members: &str| format!(r#"{{"time":"2023-10-10T13:55:36Z","method":"GET","uri":"/a",{members}}}"#);
    let hosts = |client, vhost, server| [(Column::Host, client), (Column::Vhost, vhost), (Column::Server, server)];
    for (members, wanted) in [
        (r#""host":"www.example.com""#, hosts(None, Some("www.example.com"), None)),
        (r#""host":"www.example.com:8080","ip":"192.0.2.1""#, hosts(Some("192.0.2.1"), Some("www.example.com"), None)),
        (r#""host":"192.0.2.1""#, hosts(Some("192.0.2.1"), None, None)),
        (r#""host":"2001:db8::1""#, hosts(Some("2001:db8::1"), None, None)),
        (r#""host":"192.0.2.7:80""#, hosts(None, Some("192.0.2.7"), None)),
        (r#""host":"192.0.2.7","remote_addr":"192.0.2.1""#, hosts(Some("192.0.2.1"), Some("192.0.2.7"), None)),
        (r#""host":"web1","client_ip":"192.0.2.1","server_name":"_""#, hosts(Some("192.0.2.1"), Some("web1"), None)),
        (r#""host":"web1","http_host":"h","client_ip":"192.0.2.1""#, hosts(Some("192.0.2.1"), Some("h"), None)),
        (r#""host":"web1","clientip":"192.0.2.1""#, hosts(Some("192.0.2.1"), None, Some("web1"))),
        (r#""host":"web1","@version":"1""#, hosts(None, None, Some("web1"))),
        (r#""host":{"name":"web1"},"ip":"192.0.2.1""#, hosts(Some("192.0.2.1"), None, Some("web1"))),
    ] {
        expect("json", &line(members), &wanted, &[]);
    }
}

#[test]
fn what_is_not_a_request_is_skipped() {
    let lines = [
        (
            "json",
            r#"{"time":"2018-02-16T12:34:56Z","level":"info","msg":"config loaded","path":"/etc/app/config.yml"}"#,
        ),
        ("json", r#"{"ts":"2018-02-16T12:34:56Z","level":"info","msg":"x","method":"reconcile"}"#),
        // gRPC.
        (
            "json",
            r#"{"level":"info","ts":1,"msg":"finished unary call","grpc.service":"a.B","grpc.method":"Get","grpc.code":"OK","grpc.time_ms":1.2}"#,
        ),
        ("json", r#"{"level":"info","ts":1,"method":"/a.B/Get","code":"OK","duration":"1ms"}"#),
        ("json", r#"{"ts":1,"protocol":"grpc","method":"Get","status":0,"peer":"10.0.0.1:4711"}"#),
        ("logfmt", r#"ts=1 level=info method=/cortex.Ingester/Push duration=1ms msg="gRPC" status=0"#),
        ("ltsv", "time:1696946136\tmethod:/a.B/Get\tstatus:OK\tlevel:info"),
        // Jobs.
        ("json", r#"{"time":"2018-02-16T12:34:56Z","job":"backup","path":"/usr/bin/backup.sh","status":0}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","job":"backup","status":"ok","duration":12}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","command":"php artisan","status":1,"msg":"done"}"#),
        ("logfmt", "ts=1 job=backup path=/usr/bin/backup.sh status=0"),
        ("ltsv", "time:1696946136\tjob:backup\tcmd:/usr/bin/x\tstatus:0"),
        // Databases.
        ("json", r#"{"time":"2018-02-16T12:34:56Z","query":"SELECT 1","status":"ok","duration":1.5}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","method":"SELECT","code":200,"level":"debug"}"#),
        ("json", r#"{"level":"debug","request":"SELECT * FROM a","duration_ms":3}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","method":"UPDATE","path":"/db/users","status":"ok"}"#),
        ("logfmt", r#"ts=1 level=debug sql="SELECT 1" status=ok"#),
        ("ltsv", "time:1696946136\tquery:SELECT 1\tstatus:ok"),
        // Controllers of Kubernetes.
        ("json", r#"{"level":"info","ts":1,"logger":"controller","msg":"Starting workers","worker count":1}"#),
        ("json", r#"{"level":"info","ts":1,"msg":"Reconciling","request":"default/web","namespace":"default"}"#),
        ("json", r#"{"level":"error","ts":1,"msg":"failed","path":"spec.replicas","status":"False"}"#),
        ("logfmt", r#"level=info ts=1 caller=operator.go:1 msg="sync" method=sync url=default/web"#),
        ("logfmt", "level=info component=controller method=reconcile status=200"),
        // Checks of health.
        ("json", r#"{"time":"2018-02-16T12:34:56Z","service":"db","status":200}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","check":"redis","status_code":200,"latency_ms":1}"#),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","level":"info","message":"healthy"}"#),
        ("logfmt", "ts=1 check=redis status=200 latency=1ms"),
        ("ltsv", "time:1696946136\tcheck:redis\tstatus:200"),
        // Audits.
        (
            "json",
            r#"{"time":"2018-02-16T12:34:56Z","user":"bob","method":"create","resource":"users/1","status":"success"}"#,
        ),
        ("json", r#"{"time":"2018-02-16T12:34:56Z","user":"bob","method":"update","path":"/etc/passwd"}"#),
        (
            "json",
            r#"{"time":"2018-02-16T12:34:56Z","verb":"create","requestURI":"/api/v1/pods","stage":"RequestReceived"}"#,
        ),
        ("logfmt", "ts=1 user=bob method=create target=users/1 status=200"),
        ("ltsv", "time:1696946136\tuser:bob\tmethod:create\tpath:/users\tstatus:success"),
    ];
    let is_skipped = |format: &str, line: &str| {
        let tally = parse(format, line.as_bytes()).tally;
        (tally.skipped, tally.not_access) == (1, 1)
    };
    let wrong: Vec<_> = lines.into_iter().filter(|(format, line)| !is_skipped(format, line)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn records_without_path_or_status_are_counted_and_their_keys_kept() {
    let line = r#"{"time":1696946136,"method":"GET","ep":"/a","http_sts":{"x":1},"status":204,"list":[{"y":2}]}"#;
    let text = format!("{line}\n{line}\n{}\n", r#"{"method":"GET","url":"/a","zone":"z"}"#);
    let parsed = parse("json", text.as_bytes());
    assert_eq!((parsed.tally.parsed, parsed.tally.without_path, parsed.tally.without_status), (3, 2, 1));
    let keys = ["ep", "http_sts.x", "list.y"].map(str::to_owned).to_vec();
    assert_eq!(parsed.specimens.unread_keys, Some((0, keys)));
    for (format, line, keys) in [
        ("logfmt", "ts=1 method=GET status=200 ep=/a zone=z", ["ep", "zone"]),
        ("ltsv", "time:1\tmethod:GET\tstatus:200\tep:/a\tzone:z", ["ep", "zone"]),
    ] {
        let parsed = parse(format, line.as_bytes());
        assert_eq!(parsed.specimens.unread_keys, Some((0, keys.map(str::to_owned).to_vec())), "{format}");
    }
}
