import { OnsaleError, type ErrorCode } from "../../client-sdk/index.js";
import { currentLanguage, say } from "./texts.js";

/** Korean titles for the codes that this page can meet; the titles of the server are English. */
const KO: Partial<Record<ErrorCode, string>> = {
  VALIDATION: "빠졌거나 형식이 잘못된 항목이 있습니다",
  INVALID_AMOUNT: "금액이 올바르지 않습니다",
  UNAUTHENTICATED: "먼저 로그인하세요",
  BAD_CREDENTIALS: "이메일 또는 비밀번호가 올바르지 않습니다",
  TOKEN_REUSED: "다시 로그인하세요",
  INVALID_QUEUE_TOKEN: "본인의 대기 순서가 아닙니다",
  TOKEN_EXPIRED: "로그인이 만료되었습니다",
  INSUFFICIENT_BALANCE: "잔액이 부족합니다. 충전한 뒤 다시 결제하세요",
  FORBIDDEN: "볼 수 있는 권한이 없습니다",
  QUEUE_NOT_READY: "아직 순서가 되지 않았습니다",
  PERFORMANCE_NOT_FOUND: "없는 공연입니다",
  SHOWTIME_NOT_FOUND: "없는 회차입니다",
  LAYOUT_NOT_FOUND: "좌석도를 찾을 수 없습니다",
  AREA_UNKNOWN: "이 회차에 없는 구역입니다",
  SEAT_UNKNOWN: "이 회차에 없는 좌석입니다",
  RESERVATION_NOT_FOUND: "없는 예매입니다",
  PAYMENT_NOT_FOUND: "없는 결제입니다",
  EMAIL_TAKEN: "이미 가입된 이메일입니다",
  ALL_RESERVED: "모두 매진되었습니다",
  SALE_CLOSED: "판매가 종료되었습니다",
  SEAT_TAKEN: "이미 선택된 좌석이 있습니다",
  OUT_OF_STOCK: "그만큼 남아 있지 않습니다",
  NO_SEATS_TOGETHER: "나란히 앉을 수 있는 좌석이 그만큼 없습니다",
  LIMIT_REACHED: "한 사람이 살 수 있는 매수를 넘었습니다",
  PAID_NEEDS_CANCELLATION: "이미 결제되었습니다. 취소를 신청하세요",
  ALREADY_CANCELLED: "이미 끝난 예매입니다",
  ALREADY_PAID: "이미 결제되었습니다",
  LAYOUT_CHANGED: "좌석도가 바뀌었습니다. 다시 선택하세요",
  PAYMENT_VOIDED: "금액이 환불되었습니다. 다시 결제하세요",
  RESERVATION_EXPIRED: "결제 시간이 지났습니다",
  QUEUE_TOKEN_EXPIRED: "대기 순서가 끝났습니다. 다시 대기하세요",
  SALE_NOT_OPEN: "아직 판매가 시작되지 않았습니다",
  RATE_LIMITED: "요청이 너무 많습니다. 잠시 뒤에 다시 시도하세요",
  INTERNAL: "서버에 문제가 생겼습니다",
  SALE_PAUSED: "판매가 잠시 멈췄습니다. 잃어버린 것은 없습니다",
  SERVER_BUSY: "지금은 서버가 바쁩니다",
  NOT_READY: "아직 준비되지 않았습니다",
};

/** What went wrong, in the language of the page where there is a translation. */
export function errorText(error: OnsaleError): string {
  if (!error.isAnswered) return say("noAnswer");
  const translated = currentLanguage() === "ko" ? KO[error.code] : undefined;
  return translated ?? error.message;
}

/** What went wrong, for any error. */
export const failureText = (error: unknown): string =>
  error instanceof OnsaleError ? errorText(error) : String(error);
