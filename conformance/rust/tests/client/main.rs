//! The hub of the crate `google-cloudtasks2_beta2` against the server at `CONFORMANCE_SERVER`: at least one test for every
//! method.

mod beside;
mod command_line;
mod leases;
mod queues;
mod sink;
mod tasks;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use google_cloudtasks2_beta2::api::{CreateTaskRequest, LeaseTasksRequest, PullMessage, PullTarget, Queue, Task};
use google_cloudtasks2_beta2::common::NoToken;
use google_cloudtasks2_beta2::{CloudTasks, Error, Result};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// The hub that an application builds, over plain HTTP.
pub type Hub = CloudTasks<HttpConnector>;

/// A hub and a location that no other test uses.
pub struct Session {
    pub hub: Hub,
    pub project: String,
    pub location: String,
}

impl Session {
    pub fn new() -> Session {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let server = std::env::var("CONFORMANCE_SERVER").expect("CONFORMANCE_SERVER");
        let mut hub = CloudTasks::new(Client::builder(TokioExecutor::new()).build(HttpConnector::new()), NoToken);
        hub.base_url(format!("http://{server}/"));
        hub.root_url(format!("http://{server}/"));
        let project = format!("conformance-rust-{}-{count}", std::process::id());
        let location = format!("projects/{project}/locations/us-central1");
        Session { hub, project, location }
    }

    /// The full name of a queue of this session.
    pub fn queue_name(&self, id: &str) -> String {
        format!("{}/queues/{id}", self.location)
    }

    /// Creates a queue with this id and the given settings.
    pub async fn create(&self, id: &str, queue: Queue) -> Result<Queue> {
        let queue = Queue { name: Some(self.queue_name(id)), ..queue };
        Ok(self.hub.projects().locations_queues_create(queue, &self.location).doit().await?.1)
    }

    /// Creates a pull queue and returns its name.
    pub async fn pull_queue(&self) -> String {
        self.create("pull", pull()).await.expect("a pull queue").name.expect("a name")
    }

    /// Creates a pull task with this id and tag.
    pub async fn add(&self, queue: &str, id: &str, tag: &str) -> Task {
        let message = PullMessage { payload: Some(b"\xffwork".to_vec()), tag: Some(tag.to_string()) };
        let task =
            Task { name: Some(format!("{queue}/tasks/{id}")), pull_message: Some(message), ..Default::default() };
        let request = CreateTaskRequest { task: Some(task), response_view: Some("FULL".to_string()) };
        let created = self.hub.projects().locations_queues_tasks_create(request, queue).doit().await;
        created.expect("a task").1
    }

    /// Leases up to 10 tasks for a minute.
    pub async fn lease(&self, queue: &str, filter: Option<&str>) -> Vec<Task> {
        let request = LeaseTasksRequest {
            filter: filter.map(str::to_string),
            lease_duration: Some(chrono::Duration::seconds(60)),
            max_tasks: Some(10),
            response_view: Some("FULL".to_string()),
        };
        let leased = self.hub.projects().locations_queues_tasks_lease(request, queue).doit().await;
        leased.expect("a lease").1.tasks.unwrap_or_default()
    }

    /// The ids of all tasks of a queue.
    pub async fn task_ids(&self, queue: &str) -> Vec<String> {
        let listed = self.hub.projects().locations_queues_tasks_list(queue).doit().await;
        ids(&listed.expect("a list").1.tasks.unwrap_or_default())
    }
}

/// A pull queue, as in a request.
pub fn pull() -> Queue {
    Queue { pull_target: Some(PullTarget::default()), ..Default::default() }
}

/// The last segments of the tasks' names.
pub fn ids(tasks: &[Task]) -> Vec<String> {
    tasks.iter().map(|task| last_segment(task.name.as_deref().unwrap_or_default())).collect()
}

/// The id of a resource.
pub fn last_segment(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_string()
}

/// Expects a call to have failed, and returns the service's status and message.
pub fn refusal<T>(result: Result<T>) -> (String, String) {
    match result {
        Err(Error::BadRequest(answer)) => {
            let text = |field: &str| answer["error"][field].as_str().unwrap_or_default().to_string();
            (text("status"), text("message"))
        }
        Err(other) => panic!("not an answer of the service: {other:?}"),
        Ok(_) => panic!("accepted"),
    }
}

/// Asserts that a call has failed with this status and message; an empty message matches any.
pub fn assert_refused<T>(result: Result<T>, status: &str, text: &str) {
    let (was, said) = refusal(result);
    assert_eq!(was, status, "{said}");
    if !text.is_empty() {
        assert_eq!(said, text);
    }
}

/// Repeats a call until it returns a result.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what}: not in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub const QUEUE_MISSING: &str =
    "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.";
pub const ENTITY_MISSING: &str = "Requested entity was not found.";
pub const TASK_GONE: &str = "The task no longer exists, though a task with this name existed recently. \
     The task either successfully completed or was deleted.";
