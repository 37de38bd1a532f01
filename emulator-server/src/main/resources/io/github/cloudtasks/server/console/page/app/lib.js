// The libraries of the page as one module. They are loaded as scripts, because their ES modules import each other by package
// names, which a browser resolves only by an inline import map, and the page has no inline scripts.

const { preact, preactHooks, preactSignals, htm } = globalThis;

export const { Fragment, h, render } = preact;
export const { useCallback, useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState } = preactHooks;
export const { batch, computed, effect, signal, useComputed, useSignal, useSignalEffect } = preactSignals;
export const Plot = globalThis.uPlot;

/** Makes elements of a template: html`<p class="note">${text}</p>`. Text is always text, never markup. */
export const html = htm.bind(h);
