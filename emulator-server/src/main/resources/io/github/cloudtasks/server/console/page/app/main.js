import { App } from '../components/app.js';
import { html, render } from './lib.js';
import { readEvents } from './live.js';
import { follow } from './store.js';

render(html`<${App} />`, document.getElementById('app'));
follow();
readEvents();
