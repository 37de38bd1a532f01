"""The target of the dispatched tasks: a web server on loopback that reads its responses from the path.

The last segment of the path is the script: `200`, or one response per attempt, `503,404,200`; the last one repeats.
`slow` responds after every deadline that a case sets. Redirects have no Location header.
"""

import collections
import dataclasses
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW_SECONDS = 25


@dataclasses.dataclass(frozen=True)
class Received:
    """One request as it arrived. `headers` are pairs with names in lower case, `arrived` is on the monotonic clock."""

    method: str
    path: str
    query: str
    headers: tuple
    body: bytes
    arrived: float

    def header(self, name):
        """The header's values."""
        return [value for key, value in self.headers if key == name]


class Receiver:
    """Starts on construction; `close()` stops it, including slow responses."""

    def __init__(self, port):
        self._lock = threading.Lock()
        self._received = collections.defaultdict(list)
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        threading.Thread(target=self._server.serve_forever, name="receiver", daemon=True).start()

    def received(self, run):
        """The requests received for a scene, whose paths start with its prefix."""
        with self._lock:
            found = [one for path, some in self._received.items() if path.startswith("/" + run) for one in some]
        return sorted(found, key=lambda one: one.arrived)

    def status_for(self, request):
        """Stores a request and returns its response; waits if the script says so."""
        with self._lock:
            earlier = self._received[request.path]
            script = request.path.rpartition("/")[2].split(",")
            answer = script[min(len(earlier), len(script) - 1)]
            earlier.append(request)
        if answer == "slow":
            self._closing.wait(SLOW_SECONDS)
            return 200
        return int(answer) if answer.isdigit() else 404

    def close(self):
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Ignores that a client has closed the connection during a slow response."""


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            arrived = time.monotonic()
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path, _, query = self.path.partition("?")
            headers = tuple((name.lower(), value) for name, value in self.headers.items())
            request = Received(self.command, path, query, headers, body, arrived)
            self.send_response_only(receiver.status_for(request), "")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _answer

        def log_message(self, *args):
            """Keeps quiet."""

    return Handler
