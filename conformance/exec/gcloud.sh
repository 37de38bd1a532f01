# The commands of gcloud, with its location found by App Engine; in the release track of the argument, if there is one.
set -e
gcloud $1 tasks queues create q --quiet
gcloud $1 tasks create-http-task a --queue=q --url=http://localhost:1/x --quiet
gcloud $1 tasks list --queue=q
