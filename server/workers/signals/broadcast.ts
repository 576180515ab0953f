export type { Broadcast } from "../../broadcast.js";
