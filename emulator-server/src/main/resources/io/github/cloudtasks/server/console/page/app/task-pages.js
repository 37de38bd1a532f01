// A long list of tasks, of which pages are loaded as far as somebody scrolls.

const PAGE_SIZE = 500;

/** The loaded part of a list. Not shared between lists. */
export class TaskPages {
  #read;
  #changed;
  #abort = new AbortController();
  #token = '';
  #wanted = PAGE_SIZE;
  #isReading = false;

  rows = [];
  isComplete = false;
  error = undefined;

  /**
   * @param {(page: {pageToken: string, pageSize: number}, abort: AbortSignal) => Promise<{tasks?: object[], nextPageToken?: string}>} read
   * @param {() => void} changed called after the rows or the error have changed
   */
  constructor(read, changed) {
    this.#read = read;
    this.#changed = changed;
  }

  /** Loads pages until a number of rows is there. */
  async load(wanted) {
    this.#wanted = Math.max(this.#wanted, wanted);
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.isComplete && this.rows.length < this.#wanted) {
        this.#add(await this.#page(this.#token));
      }
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.error = error;
      this.#changed();
    } finally {
      this.#isReading = false;
    }
  }

  /** Reads the first page again, if there is no other one yet: the rows of a long list stay where they are. */
  async refresh() {
    if (this.#isReading || this.rows.length > PAGE_SIZE) return;
    this.#isReading = true;
    try {
      const page = await this.#page('');
      this.rows = [];
      this.isComplete = false;
      this.#add(page);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.error = error;
      this.#changed();
    } finally {
      this.#isReading = false;
    }
  }

  close() {
    this.#abort.abort();
  }

  #page(pageToken) {
    return this.#read({ pageToken, pageSize: PAGE_SIZE }, this.#abort.signal);
  }

  #add({ tasks = [], nextPageToken = '' }) {
    if (this.#abort.signal.aborted) return;
    this.rows = [...this.rows, ...tasks];
    this.#token = nextPageToken;
    this.isComplete = !nextPageToken;
    this.error = undefined;
    this.#changed();
  }
}
