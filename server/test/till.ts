export { Till, type Payment } from "../../tools/testing/till.js";
