package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.http.RequestException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUrlTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com               | http://example.com            | /",
                "https://example.com              | https://example.com           | /",
                "HTTP://Example.COM/Path          | http://example.com            | /Path",
                "http://example.com:8080/a?b=c    | http://example.com:8080       | /a?b=c",
                "http://example.com:80/           | http://example.com            | /",
                "https://example.com:443/         | https://example.com           | /",
                "https://example.com:80/          | https://example.com:80        | /",
                "http://example.com:/             | http://example.com            | /",
                "http://example.com?a=b           | http://example.com            | /?a=b",
                "http://example.com/?             | http://example.com            | /?",
                "http://example.com/a?b?c         | http://example.com            | /a?b?c",
                "http://user:pw@example.com/a     | http://example.com            | /a",
                "http://a@b@example.com:81/a@b    | http://example.com:81         | /a@b",
                "http://[::1]:8080/a              | http://[::1]:8080             | /a",
                "http://[::1]                     | http://[::1]                  | /",
                "http://[FE80::1]/                | http://[fe80::1]              | /",
                "http://127.0.0.1:9/              | http://127.0.0.1:9            | /",
                "http://my_service:9/             | http://my_service:9           | /",
                "http://example.com./             | http://example.com.           | /",
                "http://bücher.example/           | http://xn--bcher-kva.example  | /",
                "http://example.com//a//b/../c/.  | http://example.com            | //a//b/../c/.",
            })
    @Tag("inferred")
    void url_gives_origin_and_request_target(String url, String origin, String target) throws Exception {
        TargetUrl parsed = TargetUrl.parse(url);
        assertThat(parsed.origin()).hasToString(origin);
        assertThat(parsed.requestTarget()).isEqualTo(target);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/a b           | /a%20b",
                "/%zz           | /%zz",
                "/%20%C3%BC     | /%20%C3%BC",
                "/ü/€/𝄞         | /%C3%BC/%E2%82%AC/%F0%9D%84%9E",
                "/a\\b          | /a%5Cb",
                "/<a>\"`{¦}^    | /%3Ca%3E%22%60%7B%7C%7D%5E",
                "/a?q=b c&ü=<>  | /a?q=b%20c&%C3%BC=%3C%3E",
                "/a?x[]=1&y=[2] | /a?x[]=1&y=[2]",
                "/!$&'()*+,;=:@-._~ | /!$&'()*+,;=:@-._~",
                "/a#fragment    | /a",
                "/a?b#c?d       | /a?b",
                "#fragment      | /",
            },
            quoteCharacter = '¤')
    @Tag("inferred")
    void illegal_characters_are_percent_encoded(String tail, String target) throws Exception {
        assertThat(TargetUrl.parse("http://example.com" + tail.replace('¦', '|'))
                        .requestTarget())
                .isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"0, %00", "9, %09", "10, %0A", "13, %0D", "127, %7F", "55296, %3F"})
    @Tag("inferred")
    void no_character_breaks_the_request_line(int character, String encoded) throws Exception {
        TargetUrl url = TargetUrl.parse("http://example.com/a" + (char) character + "b?c" + (char) character);
        assertThat(url.requestTarget()).isEqualTo("/a" + encoded + "b?c" + encoded);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "http:///path                | the url has no host",
                "http://                     | the url has no host",
                "http://:80/                 | the url has no host",
                "http://user@/               | the url has no host",
                "http://a:b:c/               | the url's port \"b:c\" is not a number",
                "http://a:-1/                | the url's port \"-1\" is not a number",
                "http://a:0/                 | the url's port 0 is not between 1 and 65535",
                "http://a:65536/             | the url's port 65536 is not between 1 and 65535",
                "http://a:99999999999999999/ | the url's port 99999999999999999 is not between 1 and 65535",
                "http://a b/                 | the url's host \"a b\" is not a host name",
                "http://a%20b/               | the url's host \"a%20b\" is not a host name",
                "http://a\\b/                | the url's host \"a\\b\" is not a host name",
                "http://[::1/                | the url's host \"[\" is not a host name",
                "http://[zz]/                | the url's host \"[zz]\" is not an IPv6 address",
                "http://[1.2.3.4]/           | the url's host \"[1.2.3.4]\" is not an IPv6 address",
                "ftp://example.com/          | the url \"ftp://example.com/\" does not start with http:// or https://",
                "example.com                 | the url \"example.com\" does not start with http:// or https://",
                "http:/example.com           | the url \"http:/example.com\" does not start with http:// or https://",
            })
    @Tag("inferred")
    void invalid_url_is_rejected_with_reason(String url, String reason) {
        assertThatThrownBy(() -> TargetUrl.parse(url).origin())
                .isInstanceOf(RequestException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({"http://\u00ad/", "http://a\u0000b/", "http://.ü./", "http://ü..x/", "http://[::1]x/"})
    @Tag("inferred")
    void unusual_hosts_are_rejected(String url) {
        assertThatThrownBy(() -> TargetUrl.parse(url).origin()).isInstanceOf(RequestException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "http://other.example/x     | http://other.example/x",
                "HTTPS://other.example      | https://other.example/",
                "//other.example:81/x?y     | https://other.example:81/x?y",
                "/x                         | https://h.example:9/x",
                "/x?y#z                     | https://h.example:9/x?y",
                "x                          | https://h.example:9/a/b/x",
                "x/y?z                      | https://h.example:9/a/b/x/y?z",
                "./x                        | https://h.example:9/a/b/x",
                "../x                       | https://h.example:9/a/x",
                "../../../../x              | https://h.example:9/x",
                "..                         | https://h.example:9/a/",
                "/x/./y/../z/.              | https://h.example:9/x/z/",
                "?y                         | https://h.example:9/a/b/c?y",
                "#z                         | https://h.example:9/a/b/c?d",
                "''                         | https://h.example:9/a/b/c?d",
                "x y                        | https://h.example:9/a/b/x%20y",
                "/a:b                       | https://h.example:9/a:b",
            })
    @Tag("inferred")
    void location_is_resolved_against_its_url(String location, String url) throws Exception {
        assertThat(TargetUrl.parse("https://h.example:9/a/b/c?d").resolve(location))
                .hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({"ftp://example.com/", "mailto:a@example.com", "javascript:1"})
    @Tag("inferred")
    void location_with_another_scheme_is_rejected(String location) throws Exception {
        TargetUrl url = TargetUrl.parse("http://h.example/");
        assertThatThrownBy(() -> url.resolve(location)).isInstanceOf(RequestException.class);
    }
}
