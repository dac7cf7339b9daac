/**
 * Work done because of hints that something may have changed. It begins some time after a hint, once for all that came until then, and never
 * twice at once. What is hinted while it runs has it run once more: it may have read that before it changed.
 */
export class Hints {
  /** @param {() => Promise<unknown>} work @param {number} together how long hints are gathered, in milliseconds */
  constructor(work, together) {
    this.work = work;
    this.together = together;
    this.again = false;
    this.running = false;
  }

  hint() {
    if (this.stopped) return;
    if (this.running) this.again = true;
    else this.timer ??= setTimeout(() => this.run(), this.together);
  }

  /** Works now; where it is at work already, once more afterwards. */
  async run() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      await this.work();
    } finally {
      this.running = false;
      if (this.again) {
        this.again = false;
        this.hint();
      }
    }
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
