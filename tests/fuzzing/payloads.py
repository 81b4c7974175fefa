"""What an attacker puts into a parameter, percent-encoded as it goes over the wire; by what it would do."""

from urllib.parse import quote, quote_from_bytes

# Stands in every payload that would become markup, and in no page.
MARK = "zqxprobe"

_TEXTS = {
    "sql": [
        f"' OR '1'='1' --{MARK}",
        "1; DROP TABLE publication_revision; --",
        "') UNION SELECT sql FROM x--",
        "%' --",
    ],
    "template": ["{{7*7}}{% debug %}", "${7*7}#{7*7}<%= 7*7 %>", "{0.__class__.__mro__}", "%(title)s%s%n"],
    "header": ["x\r\nX-Injected: yes\r\n\r\n<html>", "x\nSet-Cookie: injected=yes"],
    "markup": [
        f"<script>{MARK}</script>",
        f'"><img src=x onerror={MARK}>',
        f"' onmouseover={MARK} x='",
        f"javascript:{MARK}//",
        f"</title><svg/onload={MARK}>",
        f"[x](javascript:{MARK})",
    ],
    "formula": [f'=HYPERLINK("http://{MARK}.example","x")', "+cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "\t=1+1"],
    "traversal": [
        "../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "....//....//etc/passwd",
        "file:///etc/passwd",
    ],
    "redirect": [f"//{MARK}.example/", f"https://{MARK}.example", f"\\\\{MARK}.example", f"http:{MARK}.example"],
    "size": ["A" * 5_000, "9" * 400, "1e400", "-" * 300, "," * 300, "(" * 200, "0001-01-01/" * 50, "a " * 1_000],
    "number": ["-1", "0", "1.5", "NaN", "Infinity", "2147483648", "9223372036854775808", "0x10", "١٢", "1_000"],
    "unicode": ["\u202egnp.exe", "\ufeff", "a\u0300" * 100, "𝕏", "İ", "ß" * 50, "\u2028", "\u00a0"],
    "shape": ["[]", "{}", "null", "true", "[[[[[[[[]]]]]]]]", '{"$gt":""}', "a,,b", ",", "*"],
}
# Bytes that are no text: NUL, halves of characters, overlong forms, a surrogate, twice encoded.
_BYTES = [
    b"\x00",
    b"a\x00b",
    b"\xff\xfe",
    b"\xc0\xae\xc0\xae\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xe2\x82",
]
_RAW = ["%252e%252e%252f", "%2500", "%", "%zz", "%u0041", "+", "a&b=c", "#x"]

# (what it would do, percent-encoded)
PAYLOADS: list[tuple[str, str]] = [
    *((name, quote(text, safe="")) for name, texts in _TEXTS.items() for text in texts),
    *(("bytes", quote_from_bytes(raw, safe="")) for raw in _BYTES),
    *(("raw", raw) for raw in _RAW),
]
# Headers that an answer could be made of, each with a payload.
HEADERS = [
    ("Accept", "text/html;q=banana, */*;q=2, " + "a/b," * 300),
    ("Accept-Language", "ru;q=9, " + "x-" * 500),
    ("Accept-Encoding", "gzip;q=1e9, br;q=, identity;q=0, *;q=0"),
    ("Accept-Datetime", "Thu, 99 Foo 20266 99:99:99 GMT"),
    ("If-None-Match", '"' * 2_000),
    ("If-Modified-Since", "Mon, 31 Feb 0000 00:00:00 GMT"),
    ("Range", "bytes=9-1,-0," + "0-1," * 200),
    ("Cookie", "sessionid=" + "x" * 300 + "; csrftoken=<script>; =; ;"),
    ("Authorization", "Bearer " + "\u00e9" * 40),
    ("X-Forwarded-Host", f"{MARK}.example"),
    ("X-Forwarded-Proto", "javascript"),
    ("X-Forwarded-For", "' OR 1=1, ::ffff:999.0.0.1, " + "1.1.1.1," * 100),
    ("X-Request-ID", "<script>" + MARK),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Referer", f"https://{MARK}.example/"),
    ("User-Agent", f"<script>{MARK}</script>"),
]
