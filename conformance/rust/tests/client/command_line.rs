//! The two documented sessions of the command line tool `cloudtasks2-beta2`.
//!
//! The tool wraps this crate and has the service's address built in. So its handling of arguments is repeated
//! here: `-r` pairs become JSON that is read as the request, `-p` pairs become parameters.

use google_cloudtasks2_beta2::api::{AppEngineHttpRequest, CreateTaskRequest, Queue, Task};

use crate::sink::sink;
use crate::{ids, Session};

/// The optional general properties of the documentation, without those that change the format of the response.
const GENERAL: [(&str, &str); 8] = [
    ("$.xgafv", "2"),
    ("access_token", "any"),
    ("key", "any"),
    ("oauth_token", "any"),
    ("prettyPrint", "true"),
    ("quotaUser", "somebody"),
    ("uploadType", "media"),
    ("upload_protocol", "raw"),
];

#[tokio::test]
async fn projects_locations_queues_tasks_lease() {
    let session = Session::new();
    let queue = session.pull_queue().await;
    session.add(&queue, "a", "red").await;
    session.add(&queue, "b", "blue").await;
    let request = r#"{"filter": "tag=blue", "leaseDuration": "60s", "maxTasks": 16, "responseView": "FULL"}"#;

    let mut call = session.hub.projects().locations_queues_tasks_lease(serde_json::from_str(request).unwrap(), &queue);
    for (name, value) in GENERAL {
        call = call.param(name, value);
    }
    let (_, leased) = call.doit().await.unwrap();

    let tasks = leased.tasks.unwrap();
    assert_eq!(ids(&tasks), ["b"]);
    assert!(tasks[0].pull_message.as_ref().unwrap().payload.is_some());
}

#[tokio::test]
async fn projects_locations_queues_tasks_run() {
    let session = Session::new();
    let queue = session.create("push", Queue::default()).await.unwrap().name.unwrap();
    let path = format!("/{}", session.project);
    sink();
    let task = Task {
        app_engine_http_request: Some(AppEngineHttpRequest { relative_url: Some(path.clone()), ..Default::default() }),
        schedule_time: Some(chrono::Utc::now() + chrono::Duration::hours(1)),
        ..Default::default()
    };
    let request = CreateTaskRequest { task: Some(task), response_view: None };
    let created = session.hub.projects().locations_queues_tasks_create(request, &queue).doit().await;
    let name = created.unwrap().1.name.unwrap();

    let request = serde_json::from_str(r#"{"responseView": "BASIC"}"#).unwrap();
    let mut call = session.hub.projects().locations_queues_tasks_run(request, &name);
    for (name, value) in GENERAL {
        call = call.param(name, value);
    }
    let (_, ran) = call.param("fields", "name,status/attemptDispatchCount").doit().await.unwrap();

    assert_eq!(ran.name, Some(name));
    assert_eq!(ran.status.unwrap().attempt_dispatch_count, Some(1));
    assert_eq!(ran.view, None);
    sink().await_deliveries(&path, 1).await;
}
