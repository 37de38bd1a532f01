//! `projects.locations.queues.tasks.*` but for leases

use google_cloudtasks2_beta2::api::{
    AppEngineHttpRequest, BufferTaskRequest, CreateTaskRequest, HttpBody, HttpRequest, HttpTarget, PathOverride, Queue,
    RetryConfig, RunTaskRequest, Task, UriOverride,
};

use crate::sink::{port, sink};
use crate::{assert_refused, eventually, last_segment, refusal, Session, ENTITY_MISSING, TASK_GONE};

/// Creates a push queue that retries quickly, and returns its name.
async fn push_queue(session: &Session) -> String {
    let retry = RetryConfig {
        min_backoff: Some(chrono::Duration::milliseconds(100)),
        max_backoff: Some(chrono::Duration::seconds(1)),
        ..Default::default()
    };
    let queue = Queue { retry_config: Some(retry), ..Default::default() };
    session.create("push", queue).await.unwrap().name.unwrap()
}

/// Creates a task and returns its name.
async fn push(session: &Session, queue: &str, task: Task) -> String {
    let request = CreateTaskRequest { task: Some(task), response_view: None };
    let call = session.hub.projects().locations_queues_tasks_create(request, queue);
    call.doit().await.expect("a task").1.name.unwrap()
}

/// Waits until a task does not exist any more.
async fn gone(session: &Session, name: &str) {
    eventually("the end of the task", async || {
        let answer = session.hub.projects().locations_queues_tasks_get(name).doit().await;
        answer.is_err().then(|| assert_refused(answer, "NOT_FOUND", TASK_GONE))
    })
    .await;
}

#[tokio::test]
async fn locations_queues_tasks_create_makes_a_pull_task() {
    let session = Session::new();
    let queue = session.pull_queue().await;

    let task = session.add(&queue, "t", "blue").await;

    assert_eq!(task.name, Some(format!("{queue}/tasks/t")));
    assert_eq!(task.view.as_deref(), Some("FULL"));
    let message = task.pull_message.unwrap();
    assert_eq!((message.payload.as_deref(), message.tag.as_deref()), (Some(&b"\xffwork"[..]), Some("blue")));
    let repeated =
        CreateTaskRequest { task: Some(Task { name: task.name, ..Default::default() }), response_view: None };
    let call = session.hub.projects().locations_queues_tasks_create(repeated, &queue);
    assert_refused(call.doit().await, "INVALID_ARGUMENT", "Task.payload_type is not set.");
}

#[tokio::test]
async fn locations_queues_tasks_create_delivers_an_http_task_and_retries_it() {
    let session = Session::new();
    let queue = push_queue(&session).await;
    let path = format!("/{}", session.project);
    sink().answer(&path, &[500]);
    let request = HttpRequest {
        url: Some(format!("http://127.0.0.1:{}{path}", port())),
        body: Some(b"\xffwork".to_vec()),
        ..Default::default()
    };

    let name = push(&session, &queue, Task { http_request: Some(request), ..Default::default() }).await;

    let attempts = sink().await_deliveries(&path, 2).await;
    gone(&session, &name).await;
    for (attempt, retries) in attempts.iter().zip(["0", "1"]) {
        assert_eq!((attempt.method.as_str(), attempt.body.as_slice()), ("POST", &b"\xffwork"[..]));
        assert_eq!(attempt.headers["user-agent"], "Google-Cloud-Tasks");
        assert_eq!(attempt.headers["x-cloudtasks-queuename"], "push");
        assert_eq!(attempt.headers["x-cloudtasks-taskname"], last_segment(&name));
        assert_eq!(attempt.headers["x-cloudtasks-taskretrycount"], retries);
        assert_eq!(attempt.headers["x-cloudtasks-taskexecutioncount"], "0");
    }
    assert_eq!(attempts[1].headers["x-cloudtasks-taskpreviousresponse"], "500");
}

#[tokio::test]
async fn locations_queues_tasks_get_shows_the_payload_only_in_the_full_view() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    let name = session.add(&queue, "t", "blue").await.name.unwrap();

    let (_, basic) = session.hub.projects().locations_queues_tasks_get(&name).doit().await.unwrap();
    let (_, full) =
        session.hub.projects().locations_queues_tasks_get(&name).response_view("FULL").doit().await.unwrap();

    assert_eq!(basic.view.as_deref(), Some("BASIC"));
    assert_eq!(basic.pull_message.unwrap().payload, None);
    assert_eq!(full.pull_message.unwrap().payload.as_deref(), Some(&b"\xffwork"[..]));
    let missing = session.hub.projects().locations_queues_tasks_get(&format!("{queue}/tasks/none")).doit().await;
    assert_refused(missing, "NOT_FOUND", ENTITY_MISSING);
}

#[tokio::test]
async fn locations_queues_tasks_list_pages() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    for id in ["a", "b", "c"] {
        session.add(&queue, id, "").await;
    }
    let list = || session.hub.projects().locations_queues_tasks_list(&queue).page_size(2).response_view("FULL");

    let first = list().doit().await.unwrap().1;
    let second = list().page_token(first.next_page_token.as_deref().unwrap()).doit().await.unwrap().1;

    let tasks = [first.tasks.unwrap(), second.tasks.unwrap()];
    assert_eq!([tasks[0].len(), tasks[1].len()], [2, 1]);
    assert!(tasks.iter().flatten().all(|task| task.pull_message.as_ref().unwrap().payload.is_some()));
    let bogus = list().page_token("bogus").doit().await;
    assert_refused(bogus, "INVALID_ARGUMENT", "Invalid page_token");
}

#[tokio::test]
async fn locations_queues_tasks_delete_removes_the_task() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    let name = session.add(&queue, "t", "").await.name.unwrap();

    session.hub.projects().locations_queues_tasks_delete(&name).doit().await.unwrap();

    assert!(session.task_ids(&queue).await.is_empty());
    let again = session.hub.projects().locations_queues_tasks_delete(&name).doit().await;
    assert_refused(again, "NOT_FOUND", ENTITY_MISSING);
}

#[tokio::test]
async fn locations_queues_tasks_run_dispatches_a_task_of_the_future() {
    let session = Session::new();
    let queue = push_queue(&session).await;
    let path = format!("/{}", session.project);
    sink();
    let request = AppEngineHttpRequest { relative_url: Some(path.clone()), ..Default::default() };
    let later = chrono::Utc::now() + chrono::Duration::hours(1);
    let task = Task { app_engine_http_request: Some(request), schedule_time: Some(later), ..Default::default() };
    let name = push(&session, &queue, task).await;

    let request = RunTaskRequest { response_view: Some("FULL".to_string()) };
    let (_, ran) = session.hub.projects().locations_queues_tasks_run(request, &name).doit().await.unwrap();

    assert_eq!(ran.status.unwrap().attempt_dispatch_count, Some(1));
    let delivery = sink().await_deliveries(&path, 1).await.remove(0);
    assert_eq!(delivery.headers["x-appengine-queuename"], "push");
    assert_eq!(delivery.headers["x-appengine-taskname"], last_segment(&name));
    gone(&session, &name).await;
    let again = session.hub.projects().locations_queues_tasks_run(RunTaskRequest::default(), &name).doit().await;
    assert_refused(again, "NOT_FOUND", ENTITY_MISSING);
}

#[tokio::test]
async fn locations_queues_tasks_buffer_makes_a_task_of_its_body() {
    let session = Session::new();
    let path = format!("/{}", session.project);
    sink();
    let uri = UriOverride {
        scheme: Some("HTTP".to_string()),
        host: Some("127.0.0.1".to_string()),
        port: Some(port().into()),
        path_override: Some(PathOverride { path: Some(path.clone()) }),
        ..Default::default()
    };
    let target = HttpTarget { uri_override: Some(uri), ..Default::default() };
    let queue = Queue { http_target: Some(target), ..Default::default() };
    let queue = session.create("buffered", queue).await.unwrap().name.unwrap();

    let body =
        HttpBody { content_type: Some("text/plain".to_string()), data: Some(b"work".to_vec()), extensions: None };
    let request = BufferTaskRequest { body: Some(body) };
    let (_, answer) = session.hub.projects().locations_queues_tasks_buffer(request, &queue, "t").doit().await.unwrap();

    assert_eq!(answer.task.unwrap().name, Some(format!("{queue}/tasks/t")));
    assert_eq!(sink().await_deliveries(&path, 1).await[0].headers["x-cloudtasks-taskname"], "t");
    let pull = session.pull_queue().await;
    let call = session.hub.projects().locations_queues_tasks_buffer(BufferTaskRequest::default(), &pull, "t");
    refusal(call.doit().await);
}
