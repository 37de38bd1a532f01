//! A web server on loopback that receives push tasks.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};

/// A received request; header names are in lower case.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub method: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

/// Stores every request by path and responds with 200, or with the statuses that a test has set for the path.
#[derive(Default)]
pub struct Sink {
    deliveries: Mutex<HashMap<String, Vec<Delivery>>>,
    answers: Mutex<HashMap<String, Vec<u16>>>,
}

/// The sink of this process, at the port that the server uses as App Engine.
pub fn sink() -> &'static Arc<Sink> {
    static SINK: OnceLock<Arc<Sink>> = OnceLock::new();
    SINK.get_or_init(|| {
        let sink = Arc::new(Sink::default());
        let listener = TcpListener::bind(("127.0.0.1", port())).expect("the port that was chosen for the sink");
        let accepting = sink.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let serving = accepting.clone();
                std::thread::spawn(move || serving.serve(connection));
            }
        });
        sink
    })
}

/// The port of the sink.
pub fn port() -> u16 {
    let port = std::env::var("CONFORMANCE_SINK_PORT").expect("CONFORMANCE_SINK_PORT");
    port.parse().expect("a port")
}

impl Sink {
    /// Sets the next responses for a path; after the last one the sink responds with 200 again.
    pub fn answer(&self, path: &str, statuses: &[u16]) {
        self.answers.lock().unwrap().insert(path.to_string(), statuses.to_vec());
    }

    /// Waits until `count` requests have arrived at a path, and returns them.
    pub async fn await_deliveries(&self, path: &str, count: usize) -> Vec<Delivery> {
        crate::eventually(&format!("{count} deliveries to {path}"), async || {
            let seen = self.deliveries.lock().unwrap().get(path).cloned().unwrap_or_default();
            (seen.len() >= count).then_some(seen)
        })
        .await
    }

    fn serve(&self, connection: TcpStream) {
        let mut writer = connection.try_clone().expect("a second handle");
        let mut reader = BufReader::new(connection);
        while let Some((path, delivery)) = read(&mut reader) {
            self.deliveries.lock().unwrap().entry(path.clone()).or_default().push(delivery);
            let mut answers = self.answers.lock().unwrap();
            let status = match answers.get_mut(&path) {
                Some(ordered) if !ordered.is_empty() => ordered.remove(0),
                _ => 200,
            };
            drop(answers);
            let answer = format!("HTTP/1.1 {status} As-Ordered\r\nContent-Length: 0\r\n\r\n");
            if writer.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// Reads a request; returns none when the connection has ended.
fn read(reader: &mut BufReader<TcpStream>) -> Option<(String, Delivery)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&read| read > 0)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_string(), words.next()?.to_string());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_string());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, Delivery { method, headers, body }))
}
