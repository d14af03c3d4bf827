use proptest::prelude::*;

use super::*;

fn routes(templates: &[&str]) -> Routes {
    let templates: Vec<_> = templates.iter().map(|&template| template.to_owned()).collect();
    Routes::new(&templates).expect("valid templates")
}

/// Paths and their routes without templates.
const CASES: &[(&str, &str)] = &[
    ("", ""),
    ("*", "*"),
    ("/", "/"),
    ("/about", "/about"),
    ("/users/42", "/users/{id}"),
    ("/users/42/orders/7", "/users/{id}/orders/{id}"),
    ("/users/42/", "/users/{id}/"),
    ("//42//", "//{id}//"),
    ("/0", "/{id}"),
    ("/00000000000000000000001", "/{id}"),
    ("42", "{id}"),
    ("/v1/items", "/v1/items"),
    ("/api/v2/items/9", "/api/v2/items/{id}"),
    ("/v1.2/x", "/v1.2/x"),
    ("/1.4.2/x", "/1.4.2/x"),
    ("/users/-42", "/users/-42"),
    ("/items/42.json", "/items/{id}.json"),
    ("/items/42.tar.gz", "/items/{id}.tar.gz"),
    ("/items/42.5", "/items/42.5"),
    ("/items/42.5.json", "/items/42.5.json"),
    ("/items/42.", "/items/42."),
    ("/items/42.geojson", "/items/{id}.geojson"),
    ("/items/42.introduction", "/items/42.introduction"),
    ("/app.js", "/app.js"),
    ("/2024-05-17/log", "/{date}/log"),
    ("/20240517", "/{date}"),
    ("/19000101", "/{date}"),
    ("/20241317", "/{id}"),
    ("/20230229", "/{id}"),
    ("/20240229", "/{date}"),
    ("/18991231", "/{id}"),
    ("/2024-02-30", "/2024-02-30"),
    ("/2024-5-17", "/2024-5-17"),
    ("/2024-05", "/2024-05"),
    ("/2024-05-17.log", "/{date}.log"),
    ("/2024-05-17T10:00:00Z", "/{date}"),
    ("/20240517T100000Z", "/{date}"),
    ("/2024-05-17Tea", "/2024-05-17Tea"),
    ("/x/123e4567-e89b-12d3-a456-426614174000", "/x/{uuid}"),
    ("/x/123E4567-E89B-12D3-A456-426614174000.png", "/x/{uuid}.png"),
    ("/x/123e4567-e89b-12d3-a456-42661417400g", "/x/123e4567-e89b-12d3-a456-42661417400g"),
    ("/x/9f86d081", "/x/{hex}"),
    ("/x/9F86D081.css", "/x/{hex}.css"),
    ("/x/9f86d0", "/x/9f86d0"),
    ("/x/deadbeef", "/x/deadbeef"),
    ("/x/cafe", "/x/cafe"),
    ("/x/face2face", "/x/face2face"),
    ("/x/abcdefabcdefabcd", "/x/{hex}"),
    ("/x/5f4dcc3b5aa765d61d8327deb882cf99", "/x/{hex}"),
    ("/x/0x52908400098527886e0f7030069857d2e4169ee7", "/x/{hex}"),
    ("/x/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/x/{ulid}"),
    ("/x/01arz3ndektsv4rrffq69g5fav", "/x/{ulid}"),
    ("/x/91ARZ3NDEKTSV4RRFFQ69G5FAV", "/x/91ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("/x/dQw4w9WgXcQ7RtY2uIpL", "/x/{token}"),
    ("/x/Zm9vYmFyX2JhejEyMzQ1Njc4OTA", "/x/{token}"),
    ("/x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n6I9PlFUP0THsR8U", "/x/{token}"),
    ("/x/HowToInstallUbuntu2204LTSServer", "/x/HowToInstallUbuntu2204LTSServer"),
    ("/x/How-To-Install-Ubuntu-22-04-On-A-PC", "/x/How-To-Install-Ubuntu-22-04-On-A-PC"),
    ("/x/ID3D11GeometryShaderVtbl", "/x/ID3D11GeometryShaderVtbl"),
    ("/x/ABookForMyDog2024InOurOldCity", "/x/ABookForMyDog2024InOurOldCity"),
    ("/x/UsingJSONAndXMLInTheUSAndUK2024", "/x/UsingJSONAndXMLInTheUSAndUK2024"),
    ("/x/IntroductionToMP3FilesAndSounds", "/x/IntroductionToMP3FilesAndSounds"),
    ("/x/internationalization", "/x/internationalization"),
    ("/x/ThisIsALongPageTitle", "/x/ThisIsALongPageTitle"),
    ("/u/ann@example.com/edit", "/u/{email}/edit"),
    ("/u/ann.b+c@mail.example.co.uk", "/u/{email}"),
    ("/u/ann%40example.com", "/u/ann%40example.com"),
    ("/@ann", "/@ann"),
    ("/img/logo@2x.png", "/img/logo@2x.png"),
    ("/npm/vue@3.4.1/dist", "/npm/vue@3.4.1/dist"),
    ("/npm/a@b@c.de", "/npm/a@b@c.de"),
    ("/hosts/192.0.2.1", "/hosts/{ip}"),
    ("/hosts/192.0.2.256", "/hosts/192.0.2.256"),
    ("/hosts/2001:db8::1/ports", "/hosts/{ip}/ports"),
    ("/p/some-title-123456", "/p/{slug}"),
    ("/p/10493-some-title", "/p/{slug}"),
    ("/p/some_title_123456.html", "/p/{slug}.html"),
    ("/p/caf%C3%A9-au-lait-123456", "/p/{slug}"),
    ("/p/order-12345", "/p/{slug}"),
    ("/p/123-some-title", "/p/123-some-title"),
    ("/p/404-page", "/p/404-page"),
    ("/p/report-2024", "/p/report-2024"),
    ("/p/windows-11", "/p/windows-11"),
    ("/p/12345-67890", "/p/12345-67890"),
    ("/p/-12345", "/p/-12345"),
    ("/%34%32", "/%34%32"),
    ("/ünïcode/42/日本", "/ünïcode/{id}/日本"),
    ("/{id}/42", "/{id}/{id}"),
];

#[test]
fn segments_that_are_values_become_names() {
    let routes = Routes::default();
    for (path, route) in CASES {
        assert_eq!(routes.of(path), *route, "path '{path}'");
    }
}

#[test]
fn a_path_without_values_is_borrowed() {
    let routes = routes(&["/a/{x}"]);
    assert!(matches!(routes.of("/about/us"), Cow::Borrowed(_)));
    assert!(matches!(routes.of("/a/{x}"), Cow::Borrowed(_)));
    assert!(matches!(routes.of("/about/42"), Cow::Owned(_)));
}

#[test]
fn a_template_names_the_route_of_the_paths_it_matches() {
    let routes = routes(&["/users/{user}/orders/{order}", "/static/*rest", "/", "/home/"]);
    assert_eq!(routes.of("/users/ann/orders/7"), "/users/{user}/orders/{order}");
    assert_eq!(routes.of("/users/ann/orders/7/"), "/users/ann/orders/{id}/");
    assert_eq!(routes.of("/users//orders/7"), "/users//orders/{id}");
    assert_eq!(routes.of("/users/ann/ORDERS/7"), "/users/ann/ORDERS/{id}");
    assert_eq!(routes.of("/static/a/b/7.css"), "/static/*rest");
    assert_eq!(routes.of("/static/7"), "/static/*rest");
    assert_eq!(routes.of("/static/"), "/static/");
    assert_eq!(routes.of("/static"), "/static");
    assert_eq!(routes.of("/"), "/");
    assert_eq!(routes.of("/home/"), "/home/");
    assert_eq!(routes.of("/7"), "/{id}");
}

#[test]
fn the_most_specific_template_wins_in_any_order() {
    let mut templates = vec!["/*all", "/a/*rest", "/a/{x}", "/a/b", "/{x}/b", "/a/{x}/c", "/{x}/{y}/{z}"];
    for _ in 0..templates.len() {
        templates.rotate_left(1);
        let routes = routes(&templates);
        assert_eq!(routes.of("/a/b"), "/a/b");
        assert_eq!(routes.of("/a/7"), "/a/{x}");
        assert_eq!(routes.of("/a/7/c"), "/a/{x}/c");
        assert_eq!(routes.of("/a/7/d"), "/a/*rest");
        assert_eq!(routes.of("/q/b"), "/{x}/b");
        assert_eq!(routes.of("/q/w/e"), "/{x}/{y}/{z}");
        assert_eq!(routes.of("/q/w/e/r"), "/*all");
    }
}

#[test]
fn the_text_of_a_template_is_its_own_route() {
    let routes = routes(&["/static/*rest", "/static/{file}"]);
    assert_eq!(routes.of("/static/a/b"), "/static/*rest");
    assert_eq!(routes.of("/static/*rest"), "/static/*rest");
}

#[test]
fn templates_that_match_the_same_paths_are_refused() {
    let error = Routes::new(&["/a/{x}".to_owned(), "/a/{y}".to_owned()]).expect_err("the same paths");
    assert_eq!(error, RouteError::SamePaths { template: "/a/{y}".to_owned(), other: "/a/{x}".to_owned() });
    assert_eq!(error.to_string(), "route '/a/{y}' matches the same paths as '/a/{x}': remove one of them");
}

/// Paths of pieces that are values or nearly so.
fn paths() -> impl Strategy<Value = String> {
    let known = CASES.iter().flat_map(|(path, _)| path.split('/')).map(str::to_owned).collect::<Vec<_>>();
    let piece = prop_oneof![prop::sample::select(known), "[0-9a-fA-F]{1,20}", "[A-Za-z0-9_.-]{1,30}", "\\PC{0,8}"];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| format!("/{}", pieces.join("/")))
}

proptest! {
    #[test]
    fn a_route_keeps_the_slashes_and_stays_short(path in paths()) {
        let routes = Routes::default();
        let route = routes.of(&path);
        let slashes = |text: &str| text.matches('/').count();
        prop_assert_eq!(slashes(&route), slashes(&path));
        prop_assert!(route.len() <= path.len() + 8 * path.split('/').count());
    }

    #[test]
    fn the_route_of_a_route_is_itself(path in paths()) {
        let templates = routes(&["/{a}/{b}", "/{a}/*rest", "/users/{id}", "/x/*rest", "/x/{hex}/y"]);
        for routes in [Routes::default(), templates] {
            let route = routes.of(&path);
            prop_assert_eq!(routes.of(&route), route.clone());
        }
    }
}
