// firebase-admin of Node, which finds the emulator by CLOUD_TASKS_EMULATOR_HOST.
const {initializeApp} = require('firebase-admin/app');
const {getFunctions} = require('firebase-admin/functions');

initializeApp();
getFunctions().taskQueue('q').enqueue({work: 1}, {id: 'a', uri: 'http://localhost:1/x'});
