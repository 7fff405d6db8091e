"""Our cookies: no script reads them, no page of somebody else makes a browser send them, and by
https neither another host nor an open line can set them (`__Host-`)."""

from starlette.responses import Response

OURS = "audit_"
"""So begin the names of our cookies; nobody else's leave the house."""

BY_HTTPS = "__Host-"
"""So the browser calls them then: it takes them from this very host by https alone."""

OURS_AS_SENT = (OURS.encode(), f"{BY_HTTPS}{OURS}".encode())


def set_cookie(
    response: Response, name: str, value: str, *, https: bool, max_age: int | None = None
) -> None:
    """Give the browser a cookie; without an age it ends with the browser."""
    response.set_cookie(
        f"{BY_HTTPS}{name}" if https else name,
        value,
        max_age=max_age,
        path="/",
        httponly=True,
        samesite="lax",
        secure=https,
    )


def take_cookie_back(response: Response, name: str, *, https: bool) -> None:
    """Let the browser forget a cookie."""
    set_cookie(response, name, "", https=https, max_age=0)


def cookies_received(header: bytes, *, https: bool) -> bytes:
    """Call what a browser sends as the program calls it; by https, leave out what another host or
    an open line may have set under our names."""
    if not https:
        return header
    pairs = [pair.strip() for pair in header.split(b";")]
    ours, by_https = OURS.encode(), BY_HTTPS.encode()
    kept = [pair.removeprefix(by_https) for pair in pairs if not pair.startswith(ours)]
    return b"; ".join(kept)
