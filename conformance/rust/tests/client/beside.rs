//! Locations, and the upload of a queue.yaml.

use google_cloudtasks2_beta2::api::{CmekConfig, HttpBody};

use crate::{refusal, Session};

#[tokio::test]
async fn locations_list_knows_the_regions_of_the_service() {
    let session = Session::new();
    let project = format!("projects/{}", session.project);

    let (_, answer) = session.hub.projects().locations_list(&project).page_size(500).doit().await.unwrap();

    let names: Vec<_> = answer.locations.unwrap().into_iter().filter_map(|location| location.name).collect();
    assert!(names.contains(&session.location), "{names:?}");
}

#[tokio::test]
async fn locations_get_answers_for_any_id() {
    let session = Session::new();

    let (_, location) = session.hub.projects().locations_get(&session.location).doit().await.unwrap();

    assert_eq!(location.name.as_deref(), Some(session.location.as_str()));
    assert_eq!(location.location_id.as_deref(), Some("us-central1"));
}

#[tokio::test]
async fn locations_update_cmek_config_is_what_locations_get_cmek_config_shows() {
    let session = Session::new();
    let name = format!("{}/cmekConfig", session.location);
    let key = format!("{}/keyRings/ring/cryptoKeys/key", session.location);

    let config = CmekConfig { kms_key: Some(key.clone()), ..Default::default() };
    session.hub.projects().locations_update_cmek_config(config, &name).doit().await.unwrap();

    let (_, shown) = session.hub.projects().locations_get_cmek_config(&name).doit().await.unwrap();
    assert_eq!((shown.name, shown.kms_key), (Some(name), Some(key)));
}

#[tokio::test]
async fn queue_update_uploads_a_queue_yaml() {
    let session = Session::new();
    let upload = async |text: &str| {
        let content_type = Some("application/octet-stream".to_string());
        let body = HttpBody { content_type, data: Some(text.as_bytes().to_vec()), extensions: None };
        session.hub.api().queue_update(body).app_id(&session.project).doit().await
    };

    upload("queue:\n- name: nightly\n  rate: 30/m\n").await.unwrap();
    let refused = refusal(upload("queue:\n- name: nightly\n  rate: 600/s\n").await);

    assert_eq!(refused.0, "INVALID_ARGUMENT");
    let project = format!("projects/{}", session.project);
    let (_, answer) = session.hub.projects().locations_list(&project).page_size(500).doit().await.unwrap();
    let mut rates = Vec::new();
    for location in answer.locations.unwrap() {
        let name = format!("{}/queues/nightly", location.name.unwrap());
        if let Ok((_, queue)) = session.hub.projects().locations_queues_get(&name).doit().await {
            rates.push(queue.rate_limits.unwrap().max_tasks_dispatched_per_second);
        }
    }
    assert_eq!(rates, [Some(0.5)]);
}
