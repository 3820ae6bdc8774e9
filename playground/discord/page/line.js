// The line to the playground: one WebSocket of JSON, dialled again when it breaks.

const PATIENCE = [300, 600, 1200, 2500, 5000]; // milliseconds before each further try

/** The line of one person. `onFrame` hears every frame but answers; `onState` hears "up" and "down". */
export class Line {
  constructor(person, { onFrame, onState }) {
    this.address = new URL("/page", location.href.replace(/^http/, "ws"));
    if (person) this.address.searchParams.set("person", person);
    this.onFrame = onFrame;
    this.onState = onState;
    this.waiting = new Map();
    this.asked = 0;
    this.tries = 0;
    this.dial();
  }

  dial() {
    this.socket = new WebSocket(this.address);
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  hear(frame) {
    if (this.closed) return;
    if (frame.type === "answer") {
      this.waiting.get(frame.n)?.(frame);
      this.waiting.delete(frame.n);
      return;
    }
    if (frame.type === "hello") {
      this.tries = 0;
      this.onState("up");
    }
    this.onFrame(frame);
  }

  lost() {
    for (const answer of this.waiting.values()) answer(failure("The playground went away before it answered."));
    this.waiting.clear();
    if (this.closed) return;
    this.onState("down");
    this.redial = setTimeout(() => this.dial(), PATIENCE[Math.min(this.tries, PATIENCE.length - 1)]);
    this.tries += 1;
  }

  /** Send an action and give its answer; a line that is down answers at once that it failed. */
  ask(action) {
    if (this.socket.readyState !== WebSocket.OPEN) {
      return Promise.resolve(failure("The playground cannot be reached; nothing was sent."));
    }
    this.asked += 1;
    const n = this.asked;
    this.socket.send(JSON.stringify({ n, ...action }));
    return new Promise((answer) => this.waiting.set(n, answer));
  }

  close() {
    this.closed = true;
    clearTimeout(this.redial);
    this.socket.close();
  }
}

function failure(error) {
  return { result: "failed", error };
}
