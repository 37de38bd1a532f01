import { useCallback, useEffect, useRef, useState } from './lib.js';

/**
 * A hook that reads something from the emulator, and reads it again after a while.
 * @param {(abort: AbortSignal) => Promise<any>} read
 * @param {any[]} inputs what the reading depends on; a change starts it again
 * @param {number} [everyMs] the pause between two readings
 * @returns {{data: any, error: Error|undefined, reload: () => void}} the last data stay while an error is shown
 */
export function useRemote(read, inputs, everyMs = 2000) {
  const [state, setState] = useState({});
  const [round, setRound] = useState(0);
  const key = useRef();
  useEffect(() => {
    const abort = new AbortController();
    const isOther = key.current !== JSON.stringify(inputs);
    key.current = JSON.stringify(inputs);
    if (isOther) setState({});
    let timer;
    const run = async () => {
      try {
        if (!document.hidden) {
          const data = await read(abort.signal);
          if (!abort.signal.aborted) setState({ data });
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        setState((before) => ({ data: before.data, error }));
      }
      if (!abort.signal.aborted) timer = setTimeout(run, everyMs);
    };
    run();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [...inputs, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}
