// The map on one canvas. Twelve thousand seats take some milliseconds per frame, and a frame is
// drawn only when something has changed. Wheel and buttons zoom, dragging moves, a click chooses.

import type { MapSeat, SeatMap } from "../../../client-sdk/index.js";
import { button, element } from "../dom.js";
import { SeatGrid } from "./seat-grid.js";
import { say } from "../texts.js";

const PRICE_COLOURS = ["#7048e8", "#1c7ed6", "#0ca678", "#f59f00", "#e8590c", "#ae3ec9"];
const ZOOM_STEP = 1.3;
const ZOOM_MAX = 40;
const CLICK_PX = 5;
const MARGIN = 3;

/** The CSS colour of a price class, by its index in the layout. */
export const priceColour = (index: number): string =>
  PRICE_COLOURS[index % PRICE_COLOURS.length] ?? "#7048e8";

const labelled = (key: "zoomIn" | "zoomOut") => ({ attributes: { "aria-label": say(key) } });

interface Colours {
  readonly sold: string;
  readonly held: string;
  readonly mine: string;
  readonly ink: string;
}

/** Draws the seat map and reports clicks on seats. */
export class SeatCanvas {
  readonly node: HTMLElement;
  readonly #canvas = element("canvas", {
    attributes: { role: "img", "aria-label": say("seatMap") },
  });
  readonly #map: SeatMap;
  readonly #grid: SeatGrid;
  readonly #isChosen: (seat: MapSeat) => boolean;
  readonly #classIndex: ReadonlyMap<string, number>;
  readonly #observer = new ResizeObserver(() => this.#fit());
  #scale = 1;
  #left = 0;
  #top = 0;
  #isTouched = false;
  #frame = 0;

  constructor(
    map: SeatMap,
    { isChosen, choose }: { isChosen: (seat: MapSeat) => boolean; choose: (seat: MapSeat) => void },
  ) {
    this.#map = map;
    this.#isChosen = isChosen;
    this.#grid = new SeatGrid(map.seats);
    this.#classIndex = new Map((map.layout?.priceClasses ?? []).map(({ id }, at) => [id, at]));
    const tools = element(
      "div",
      { class: "tools row" },
      button("+", () => this.#zoomAt(ZOOM_STEP), labelled("zoomIn")),
      button("−", () => this.#zoomAt(1 / ZOOM_STEP), labelled("zoomOut")),
    );
    this.node = element("div", { class: "map" }, tools, this.#canvas);
    this.#listen(choose);
    this.#observer.observe(this.#canvas);
  }

  /** Draws at the next frame, once for all calls before it. */
  redraw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Stops drawing. */
  close(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const dots = window.devicePixelRatio;
    this.#canvas.width = clientWidth * dots;
    this.#canvas.height = clientHeight * dots;
    if (!this.#isTouched) {
      const { left, top, right, bottom } = this.#grid.bounds;
      const width = right - left + 2 * MARGIN;
      const height = bottom - top + 3 * MARGIN;
      this.#scale = Math.min(clientWidth / width, clientHeight / height);
      this.#left = left - MARGIN - (clientWidth / this.#scale - width) / 2;
      this.#top = top - 2 * MARGIN - (clientHeight / this.#scale - height) / 2;
    }
    this.redraw();
  }

  #zoomAt(factor: number, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2) {
    const scale = Math.min(ZOOM_MAX, Math.max(0.5, this.#scale * factor));
    this.#left += x / this.#scale - x / scale;
    this.#top += y / this.#scale - y / scale;
    this.#scale = scale;
    this.#isTouched = true;
    this.redraw();
  }

  #listen(choose: (seat: MapSeat) => void): void {
    let grip: { x: number; y: number; moved: number } | undefined;
    const canvas = this.#canvas;
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.#zoomAt(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, event.offsetX, event.offsetY);
    });
    canvas.addEventListener("pointerdown", (event) => {
      grip = { x: event.offsetX, y: event.offsetY, moved: 0 };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (grip === undefined) return;
      const [dx, dy] = [event.offsetX - grip.x, event.offsetY - grip.y];
      grip = { x: event.offsetX, y: event.offsetY, moved: grip.moved + Math.hypot(dx, dy) };
      if (grip.moved < CLICK_PX) return;
      this.#left -= dx / this.#scale;
      this.#top -= dy / this.#scale;
      this.#isTouched = true;
      this.redraw();
    });
    canvas.addEventListener("pointerup", (event) => {
      const isClick = grip !== undefined && grip.moved < CLICK_PX;
      grip = undefined;
      if (!isClick) return;
      const x = this.#left + event.offsetX / this.#scale;
      const y = this.#top + event.offsetY / this.#scale;
      const seat = this.#grid.at(x, y);
      if (seat !== undefined) choose(seat);
    });
  }

  #draw(): void {
    const pen = this.#canvas.getContext("2d");
    if (pen === null) return;
    const { clientWidth, clientHeight } = this.#canvas;
    const dots = window.devicePixelRatio;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const scale = this.#scale * dots;
    pen.setTransform(scale, 0, 0, scale, -this.#left * scale, -this.#top * scale);
    const view = {
      left: this.#left - 1,
      top: this.#top - 1,
      right: this.#left + clientWidth / this.#scale + 1,
      bottom: this.#top + clientHeight / this.#scale + 1,
    };
    const colours = this.#colours();
    this.#drawStage(pen, colours);
    for (const seat of this.#map.seats) {
      const { x, y } = seat;
      if (x < view.left || x > view.right || y < view.top || y > view.bottom) continue;
      this.#drawSeat(pen, seat, colours);
    }
  }

  #drawSeat(pen: CanvasRenderingContext2D, seat: MapSeat, colours: Colours): void {
    const size = this.#grid.spacing * 0.8;
    const status = this.#map.status(seat);
    const isMine = this.#isChosen(seat);
    const free = priceColour(this.#classIndex.get(seat.priceClass.id) ?? 0);
    const colour = status === "available" ? free : status === "held" ? colours.held : colours.sold;
    pen.fillStyle = isMine ? colours.mine : colour;
    const side = isMine || status === "available" ? size : size * 0.6;
    pen.fillRect(seat.x - side / 2, seat.y - side / 2, side, side);
    if (!seat.isAccessible) return;
    pen.fillStyle = "#fff";
    pen.fillRect(seat.x - side / 8, seat.y - side / 4, side / 4, side / 2);
  }

  #drawStage(pen: CanvasRenderingContext2D, { ink, sold }: Colours): void {
    const { left, right, top } = this.#grid.bounds;
    const middle = (left + right) / 2;
    const width = Math.max(4, (right - left) * 0.3);
    pen.fillStyle = sold;
    pen.fillRect(middle - width / 2, top - MARGIN - 1, width, 2);
    pen.fillStyle = ink;
    pen.font = `${String(Math.min(1.6, width / 4))}px system-ui`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(say("stage"), middle, top - MARGIN);
  }

  #colours(): Colours {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string) => style.getPropertyValue(name);
    return { sold: of("--sold"), held: of("--warn"), mine: of("--accent"), ink: of("--ink") };
  }
}
