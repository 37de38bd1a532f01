"""Large requests that never end, over HTTP/1.1, REST on HTTP/2 and gRPC; compressed requests that are large; batches whose responses are
not read. A GET is answered meanwhile, and all memory is free afterwards."""
import gzip
import select
import socket
import struct

QUEUE = "/v2/projects/benchmark/locations/us-central1/queues/q"
MEGABYTE = 1 << 20
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8


def unfinished_posts(server, count):
    """Sends 31 MB of requests of which the last byte never comes. Returns the open sockets and how many were refused."""
    sockets, refused = [], 0
    for _ in range(count):
        client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        sockets.append(client)
        try:
            client.sendall(f"POST {QUEUE}/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: {31 * MEGABYTE}\r\n\r\n".encode())
            for _ in range(31 * 16 - 1):
                client.sendall(bytes(MEGABYTE // 16))
                if select.select([client], [], [], 0)[0]:
                    break
        except OSError:
            pass
        if select.select([client], [], [], 0.2)[0]:
            refused += 1
    return sockets, refused


class Http2:
    """An HTTP/2 client that opens streams and sends as much as flow control allows. It counts the streams that the server ends."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + self.frame(SETTINGS, 0, 0, b""))
        self.received = b""
        self.window = 65535
        self.initial = 65535
        self.windows = {}
        self.ended = set()
        self.closed = False

    @staticmethod
    def frame(kind, flags, stream, payload):
        return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload

    @staticmethod
    def header(name, value):
        return b"\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()

    def open(self, stream, path, content_type, **headers):
        self.windows[stream] = self.initial
        fields = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost", "content-type": content_type, "te": "trailers",
                  **{name.replace("_", "-"): value for name, value in headers.items()}}
        block = b"".join(self.header(name, value) for name, value in fields.items())
        self.socket.sendall(self.frame(HEADERS, 4, stream, block))

    def send(self, stream, data, end=False):
        """Sends data, with or without the end of the stream, and waits for the window; gives up when the server ends the stream or does not open the window for a second."""
        at = 0
        while at < len(data) and stream not in self.ended and not self.closed:
            size = min(len(data) - at, 16384, self.window, self.windows[stream])
            if size <= 0:
                if not self.receive(1):
                    return
                continue
            last = end and at + size == len(data)
            self.socket.sendall(self.frame(DATA, 1 if last else 0, stream, data[at:at + size]))
            self.window -= size
            self.windows[stream] -= size
            at += size
            self.receive(0)

    def receive(self, seconds):
        if self.closed or not select.select([self.socket], [], [], seconds)[0]:
            return False
        data = self.socket.recv(1 << 16)
        self.closed = not data
        self.received += data
        while len(self.received) >= 9:
            length = int.from_bytes(self.received[:3], "big")
            if len(self.received) < 9 + length:
                break
            kind, flags = self.received[3], self.received[4]
            stream = int.from_bytes(self.received[5:9], "big") & 0x7FFFFFFF
            self.handle(kind, flags, stream, self.received[9:9 + length])
            self.received = self.received[9 + length:]
        return True

    def handle(self, kind, flags, stream, payload):
        if kind == SETTINGS and not flags & 1:
            for at in range(0, len(payload), 6):
                name, value = struct.unpack(">HI", payload[at:at + 6])
                if name == 4:
                    self.windows = {open_stream: left + value - self.initial for open_stream, left in self.windows.items()}
                    self.initial = value
            self.socket.sendall(self.frame(SETTINGS, 1, 0, b""))
        elif kind == WINDOW_UPDATE:
            more = struct.unpack(">I", payload)[0] & 0x7FFFFFFF
            if stream == 0:
                self.window += more
            elif stream in self.windows:
                self.windows[stream] += more
        elif kind == PING and not flags & 1:
            self.socket.sendall(self.frame(PING, 1, 0, payload))
        elif kind == GOAWAY:
            self.closed = True
        elif kind == RST_STREAM or (kind in (DATA, HEADERS) and flags & 1):
            self.ended.add(stream)


def open_streams(server, count, path, content_type, data):
    client = Http2(server.port)
    client.receive(5)
    for number in range(count):
        client.open(2 * number + 1, path, content_type)
        client.send(2 * number + 1, data)
    while client.receive(0.3):
        pass
    return client


def compressed_message(size):
    """Returns a gRPC message of a few KB that is malformed and large after decompression."""
    data = gzip.compress(bytes(size))
    return b"\1" + struct.pack(">I", len(data)) + data


def compressed_calls(server, count, sizes):
    """Makes gRPC calls on four connections, without waiting for responses in between. Returns how many have ended."""
    clients = [Http2(server.port) for _ in range(4)]
    for client in clients:
        client.receive(5)
    messages = [compressed_message(size) for size in sizes]
    for number in range(count):
        for client in clients:
            client.open(2 * number + 1, "/google.cloud.tasks.v2.CloudTasks/CreateTask", "application/grpc", grpc_encoding="gzip")
            client.send(2 * number + 1, messages[number % len(messages)], end=True)
    for client in clients:
        while len(client.ended) < count and not client.closed and client.receive(30):
            pass
        client.socket.close()
    return sum(len(client.ended) for client in clients)


def compressed_posts(server, path, content_type, size):
    """Returns the status of a request whose body is large after decompression."""
    connection = server.connect()
    headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
    connection.request("POST", path, gzip.compress(b" " * size), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def unread_batches(server, clients, lists):
    """Sends batches of lists and does not read the responses. Returns the connections."""
    part = f"--b\r\nContent-Type: application/http\r\n\r\nGET {QUEUE}/tasks?responseView=FULL\r\n"
    connections = []
    for _ in range(clients):
        connection = server.connect()
        connection.request("POST", "/batch", part * lists + "--b--", {"Content-Type": "multipart/mixed; boundary=b"})
        connections.append(connection)
    return connections


def read_batches(connections):
    """Reads the responses. Returns how many lists they contain, and how many refusals."""
    listed = refused = 0
    for connection in connections:
        text = connection.getresponse().read()
        listed += text.count(b"HTTP/1.1 200")
        refused += text.count(b"HTTP/1.1 503")
        connection.close()
    return listed, refused


def answered(server):
    took, _ = server.timed(lambda: server.ok("GET", QUEUE.rsplit("/", 1)[0]))
    created, _ = server.timed(lambda: server.ok("POST", QUEUE + "/tasks", {"task": {"httpRequest": {"url": "http://127.0.0.1:1/"}}}))
    return f"list {took} ms, create {created} ms"


def run(server):
    server.ok("POST", QUEUE.rsplit("/", 1)[0], {"name": QUEUE[4:]})
    server.ok("POST", QUEUE + ":pause", {})

    sockets, refused = unfinished_posts(server, 6)
    yield "6 unfinished POSTs of 31 MB: refused", refused
    yield "  meanwhile", answered(server)
    yield "  resident size", f"{server.resident()} MB"
    assert refused >= 3, "too few were refused"
    for client in sockets:
        client.close()

    client = open_streams(server, 256, QUEUE + "/tasks", "application/json", bytes(MEGABYTE // 2))
    yield "256 open REST bodies of 0.5 MB on HTTP/2: ended", "all, with the connection" if client.closed else len(client.ended)
    yield "  meanwhile", answered(server)
    yield "  resident size", f"{server.resident()} MB"
    client.socket.close()

    message = b"\0" + struct.pack(">I", 31 * MEGABYTE) + bytes(30 * MEGABYTE)
    client = open_streams(server, 8, "/google.cloud.tasks.v2.CloudTasks/CreateTask", "application/grpc", message)
    yield "8 unfinished gRPC messages of 31 MB: ended", "all, with the connection" if client.closed else len(client.ended)
    yield "  meanwhile", answered(server)
    yield "  resident size", f"{server.resident()} MB"
    client.socket.close()

    ended = compressed_calls(server, 50, [3 * MEGABYTE, 8 * MEGABYTE, 31 * MEGABYTE])
    yield "200 gRPC messages of up to 31 MB in 30 KB: ended", ended
    yield "  afterwards", answered(server)
    yield "  resident size", f"{server.resident()} MB"
    assert ended == 200, "some calls hang"

    for what, path, content_type in [
            ("a JSON body", QUEUE + "/tasks", "application/json"),
            ("a $rpc body", "/$rpc/google.cloud.tasks.v2.CloudTasks/CreateTask", "application/x-protobuf"),
            ("a batch", "/batch", "multipart/mixed; boundary=b")]:
        status = compressed_posts(server, path, content_type, 31 * MEGABYTE)
        yield f"{what} of 31 MB in 30 KB", status
        assert status == 413, "not refused"

    task = {"task": {"httpRequest": {"url": "http://127.0.0.1:1/", "body": "QUFB" * 233_333}}}
    for _ in range(2):
        server.ok("POST", QUEUE + "/tasks", task)
    yield "two tasks of 0.7 MB afterwards", "created"

    connections = unread_batches(server, 40, 20)
    yield "40 unread batches of 20 lists of 1.4 MB: meanwhile", answered(server)
    yield "  resident size", f"{server.resident()} MB"
    listed, refused = read_batches(connections)
    yield "  lists, refusals", f"{listed}, {refused}"
    assert listed + refused == 800, "some parts have another status"
    assert listed >= 20, "too many were refused"
    server.ok("GET", QUEUE + "/tasks?responseView=FULL")
    yield "a list of 1.4 MB afterwards", "answered"
