"""What every answer carries, so that a browser holds what is shown apart from other sites.

Scripts come from this server only. Streamlit's own page has one script inside, which is allowed by its hash; parts of
pages that bring a script of their own hand it to the browser as a blob, hence `blob:`. Its reader of messages reckons
with long numbers in WebAssembly, which takes a script to start; words become no code. Streamlit writes styles into
the page, hence 'unsafe-inline' for these alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders

__all__ = ["READ_BY_SCRIPTS", "guard_cookies", "policy", "script_hashes", "security_headers"]

READ_BY_SCRIPTS = "_streamlit_xsrf"
"""The cookie that the page's script reads and sends back in a header, which a page of another site cannot: it is no
secret that opens anything, and without the script reading it the comparison would not be one."""

HSTS = f"max-age={365 * 24 * 3600}"
_CLOSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def script_hashes(page: str) -> list[str]:
    """Sources that allow the scripts written inside a page, and no other."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def policy(scripts: Sequence[str]) -> str:
    """The content security policy; `scripts` are sources of scripts besides this server."""
    parts = {
        "default-src": ("'self'",),
        "script-src": ("'self'", "blob:", "'wasm-unsafe-eval'", *scripts),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:", "blob:"),
        "font-src": ("'self'", "data:"),
        "connect-src": ("'self'",),
        "worker-src": ("'self'", "blob:"),
        "frame-src": ("'none'",),
        "object-src": ("'none'",),
        "base-uri": ("'self'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'none'",),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in parts.items())


def security_headers(scripts: Sequence[str]) -> Mapping[str, str]:
    """What every answer carries, by name."""
    return {
        "Content-Security-Policy": policy(scripts),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",  # for browsers that know no frame-ancestors
        "Referrer-Policy": "no-referrer",  # addresses of pages carry scenarios
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _CLOSED),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def guard_cookies(headers: MutableHeaders, secure: bool) -> None:
    """Keep cookies from scripts and other sites, and from lines that are not encrypted where this one is."""
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for cookie in cookies:
        name = cookie.partition("=")[0].strip()
        said = {part.partition("=")[0].strip().lower() for part in cookie.split(";")[1:]}
        added = [
            *(["HttpOnly"] if "httponly" not in said and name != READ_BY_SCRIPTS else []),
            *(["SameSite=Lax"] if "samesite" not in said else []),
            *(["Secure"] if "secure" not in said and secure else []),
        ]
        headers.append("set-cookie", "; ".join([cookie, *added]))
