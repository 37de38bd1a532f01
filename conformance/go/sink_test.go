package conformance

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
)

// target receives push tasks, at the port that the server uses as App Engine.
var target *sink

func TestMain(m *testing.M) {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("CONFORMANCE_SINK_PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	target = &sink{address: listener.Addr().(*net.TCPAddr), answers: map[string][]int{}, seen: map[string][]delivery{}}
	go func() { _ = http.Serve(listener, target) }()
	os.Exit(m.Run())
}

// A delivery is a received request.
type delivery struct {
	method, uri, host, body string
	header                  http.Header
}

// A sink stores requests by path and responds with 200, or with the statuses that a test has set.
type sink struct {
	address *net.TCPAddr
	lock    sync.Mutex
	answers map[string][]int
	seen    map[string][]delivery
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.lock.Lock()
	defer s.lock.Unlock()
	path := r.URL.Path
	s.seen[path] = append(s.seen[path], delivery{r.Method, r.RequestURI, r.Host, string(body), r.Header})
	if ordered := s.answers[path]; len(ordered) > 0 {
		s.answers[path] = ordered[1:]
		w.WriteHeader(ordered[0])
	}
}

func (s *sink) url(path string) string {
	return fmt.Sprintf("http://%s%s", s.address, path)
}

// answer sets the next statuses for a path.
func (s *sink) answer(path string, statuses ...int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.answers[path] = append(s.answers[path], statuses...)
}

func (s *sink) deliveries(path string) []delivery {
	s.lock.Lock()
	defer s.lock.Unlock()
	return append([]delivery(nil), s.seen[path]...)
}

// await waits until this many requests have arrived at a path, and returns them.
func (s *sink) await(t *testing.T, path string, count int) []delivery {
	t.Helper()
	eventually(t, fmt.Sprintf("%d deliveries to %s", count, path), func() bool { return len(s.deliveries(path)) >= count })
	return s.deliveries(path)
}
