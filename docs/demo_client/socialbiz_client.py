"""A small client of the Socialbiz API, on Python's standard library alone. Take it as a beginning.

It signs a person in as a phone does, by OAuth 2 with an authorization code and PKCE (RFC 6749,
RFC 7636, RFC 8252), asks with the token, and refreshes it when it runs out. The walk through it
stands in docs/api.md. Try it:

    manage.py make_oauth_client "Demo client" http://127.0.0.1:8765/back
    python docs/demo_client/socialbiz_client.py --client-id <the id> "Hello from the API"
"""

import argparse
import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
import uuid
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

UNAUTHORIZED = 401


class Refused(Exception):
    """The server said no; `status` and the parts of its one error shape say why."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status} {error.get('code')}: {error.get('message')}")
        self.status = status
        self.code = error.get("code", "")
        self.fields = error.get("fields", {})


class Socialbiz:
    """One person's connection to one site. Keep `refresh_token` in the keychain of the device."""

    def __init__(self, site: str, client_id: str, redirect_uri: str) -> None:
        self.site = site.rstrip("/")
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self.access_token = ""
        self.refresh_token = ""
        self._verifier = secrets.token_urlsafe(64)
        self._state = secrets.token_urlsafe(16)
        with urllib.request.urlopen(f"{self.site}/.well-known/openid-configuration") as answer:
            self._endpoints = json.load(answer)

    def sign_in_url(self, scopes: str = "read write") -> str:
        """The address to open in the person's browser."""
        digest = hashlib.sha256(self._verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": scopes,
            "state": self._state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{self._endpoints['authorization_endpoint']}?{urllib.parse.urlencode(query)}"

    def finish_sign_in(self, redirected_to: str) -> None:
        """Take the code out of the address the browser was sent back to, and redeem it."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirected_to).query))
        if query.get("state") != self._state:
            raise Refused(
                0, {"code": "state", "message": "This answer belongs to another request."}
            )
        if "code" not in query:
            raise Refused(0, {"code": query.get("error"), "message": "The person said no."})
        self._ask_for_tokens(
            grant_type="authorization_code",
            code=query["code"],
            redirect_uri=self.redirect_uri,
            code_verifier=self._verifier,
        )

    def refresh(self) -> None:
        """Swap the refresh token for a new pair. The old one is worth nothing afterwards."""
        self._ask_for_tokens(grant_type="refresh_token", refresh_token=self.refresh_token)

    def sign_out(self) -> None:
        """Give both tokens back."""
        for token in (self.access_token, self.refresh_token):
            self._post_form(
                self._endpoints["revocation_endpoint"], token=token, client_id=self.client_id
            )

    def call(
        self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """Ask the API; refreshes the token once when it ran out. Raises Refused."""
        try:
            return self._send(method, path, data, headers or {})
        except Refused as refused:
            if refused.status != UNAUTHORIZED or not self.refresh_token:
                raise
            self.refresh()
            return self._send(method, path, data, headers or {})

    def post_update(self, source: str, audience: str = "company") -> Any:
        """Post once, however often the network fails: the key makes a repeat harmless."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        sent = {"source": source, "audience": audience}
        try:
            return self.call("POST", "updates/", sent, key)
        except urllib.error.URLError:
            return self.call("POST", "updates/", sent, key)

    def everything(self, path: str) -> Any:
        """The items of a list, page after page."""
        while path:
            page = self.call("GET", path)
            yield from page["results"]
            path = page["next"] or ""

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
        address = path if path.startswith(self.site) else f"{self.site}/api/v1/{path}"
        sent = {"Authorization": f"Bearer {self.access_token}", **headers}
        body = None
        if data is not None:
            body = json.dumps(data).encode()
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(address, data=body, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.load(error)["error"]) from error
        return json.loads(text) if text else None

    def _ask_for_tokens(self, **fields: str) -> None:
        answer = self._post_form(
            self._endpoints["token_endpoint"], client_id=self.client_id, **fields
        )
        tokens = json.loads(answer)
        self.access_token = tokens["access_token"]
        self.refresh_token = tokens["refresh_token"]

    def _post_form(self, address: str, **fields: str) -> bytes:
        body = urllib.parse.urlencode(fields).encode()
        try:
            with urllib.request.urlopen(address, data=body) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            said = json.load(error)
            raise Refused(
                error.code,
                {"code": said.get("error"), "message": said.get("error_description", "")},
            ) from error


def wait_for_redirect(port: int) -> str:
    """Listen on this machine for the one request the browser is sent back with."""
    seen: list[str] = []

    class Catcher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"You are signed in. Close this window and go back to the program.")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as above
            """Say nothing: the address holds a code."""

    with HTTPServer(("127.0.0.1", port), Catcher) as server:
        while not seen:
            server.handle_request()
    return seen[0]


def main() -> None:
    """Sign in, say who it is, post, read the stream, refresh, sign out."""
    parser = argparse.ArgumentParser(description="Post one update to a Socialbiz site.")
    parser.add_argument("text", help="what to post, in Markdown")
    parser.add_argument("--site", default="http://localhost:8000")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--port", type=int, default=8765, help="of http://127.0.0.1:<port>/back")
    options = parser.parse_args()
    client = Socialbiz(options.site, options.client_id, f"http://127.0.0.1:{options.port}/back")
    address = client.sign_in_url()
    print(f"Sign in with your browser:\n  {address}")
    webbrowser.open(address)
    client.finish_sign_in(wait_for_redirect(options.port))
    print(f"Signed in as {client.call('GET', 'me/')['name']}.")
    posted = client.post_update(options.text)
    print(f"Posted: {options.site}{posted['url']}")
    for one in client.call("GET", "streams/everyone/?page_size=5")["results"]:
        print(f"  {one['author']['name']}: {one['text'].strip()[:70]}")
    client.refresh()
    print("Refreshed the token; signing out.")
    client.sign_out()


if __name__ == "__main__":
    main()
