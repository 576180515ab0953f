// The texts of the page in two languages. A text that is missing in one of them does not compile.
// In "one|many" the number in the gap {count} decides which form is used.

const EN = {
  sales: "On sale",
  noSales: "Nothing is on sale right now.",
  open: "Go to the sale",
  logIn: "Log in",
  signUp: "Sign up",
  logOut: "Log out",
  email: "E-mail",
  password: "Password",
  name: "Name",
  logInFirst: "Log in to take a place in the waiting room.",
  demo: "In a demo: fan@onsale.example, password demo-fan-2026",
  balance: "Balance {amount}",
  topUp: "Top up {amount}",
  toppedUp: "Your balance is now {amount}.",
  joining: "Joining the waiting room …",
  yourPosition: "Your position",
  ahead: "1 person is ahead of you|{count} people are ahead of you",
  wait: "about {time} min",
  waitUnknown: "the line is not moving",
  waiting: "1 person is waiting|{count} people are waiting",
  keepPlace: "You may reload or close this page: your place is kept.",
  parked: "It was your turn, but you did not enter in time. You can enter when there is room.",
  leave: "Give up my place",
  over: "Your place in the line has ended.",
  again: "Join again",
  yourTurn: "It is your turn",
  session: "Choose until {time}",
  loadingMap: "Loading the map …",
  stage: "STAGE",
  chosen: "Chosen seats",
  nothingChosen: "Click seats on the map, or choose the best available.",
  hold: "Hold 1 seat for {amount}|Hold {count} seats for {amount}",
  best: "Best available",
  howMany: "How many",
  anyPrice: "Any price",
  findBest: "Hold the best",
  accessible: "Wheelchair places",
  holdPlaces: "Hold",
  seatList: "Seats as a list",
  section: "Section",
  freeSeats: "1 seat is free|{count} seats are free",
  held: "Held for you",
  payIn: "Pay within",
  pay: "Pay {amount}",
  paying: "Paying …",
  release: "Release",
  lapsed: "The time to pay is over; the seats are on sale again.",
  released: "Your seats are on sale again.",
  paid: "Paid. See you there!",
  ticket: "Ticket {id}",
  places: "{count} × {name}",
  seat: "{section}, row {row}, seat {number}",
  available: "available",
  heldByOthers: "held",
  sold: "sold",
  mine: "chosen",
  backToSales: "All sales",
  mapLost: "Your session has ended.",
  saleScheduled: "The sale has not opened yet.",
  saleOpen: "The sale is open.",
  salePaused: "The sale is paused for a moment; nothing is lost.",
  saleClosed: "The sale is closed.",
  saleCancelled: "This date is cancelled.",
  soldOut: "Everything is sold.",
  opensAt: "Opens {time}",
  opensIn: "The sale opens in",
  opensLater: "The opening time is not known yet.",
  joinsItself: "Stay on this page: you join the waiting room automatically when it opens.",
  days: "1 day|{count} days",
  seats: "1 seat|{count} seats",
  placesInAll: "1 place|{count} places",
  total: "Total {amount}",
  bookMore: "Book more",
  unknownSale: "There is no such sale.",
  tryAgain: "Try again",
  noAnswer: "The server cannot be reached",
  seatMap: "Seat map",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  connected: "live",
  disconnected: "reconnecting …",
  language: "한국어",
} as const;

type Key = keyof typeof EN;

const KO: Record<Key, string> = {
  sales: "예매 중인 공연",
  noSales: "지금 예매할 수 있는 공연이 없습니다.",
  open: "예매하러 가기",
  logIn: "로그인",
  signUp: "회원가입",
  logOut: "로그아웃",
  email: "이메일",
  password: "비밀번호",
  name: "이름",
  logInFirst: "대기열에 들어가려면 로그인하세요.",
  demo: "데모 계정: fan@onsale.example, 비밀번호 demo-fan-2026",
  balance: "잔액 {amount}",
  topUp: "{amount} 충전",
  toppedUp: "잔액이 {amount}이 되었습니다.",
  joining: "대기열에 들어가는 중 …",
  yourPosition: "내 순서",
  ahead: "앞에 {count}명",
  wait: "약 {time}분",
  waitUnknown: "대기열이 멈춰 있습니다",
  waiting: "{count}명이 기다리는 중",
  keepPlace: "새로고침하거나 창을 닫아도 순서는 유지됩니다.",
  parked: "호출되었지만 제때 입장하지 못했습니다. 자리가 나면 바로 입장합니다.",
  leave: "대기 포기",
  over: "대기 순서가 끝났습니다.",
  again: "다시 대기하기",
  yourTurn: "입장하셨습니다",
  session: "{time}까지 선택하세요",
  loadingMap: "좌석도를 불러오는 중 …",
  stage: "무대",
  chosen: "선택한 좌석",
  nothingChosen: "좌석도에서 고르거나 추천 좌석을 이용하세요.",
  hold: "{count}석 잡기 · {amount}",
  best: "추천 좌석",
  howMany: "매수",
  anyPrice: "모든 등급",
  findBest: "추천 좌석 잡기",
  accessible: "휠체어석",
  holdPlaces: "잡기",
  seatList: "좌석 목록",
  section: "구역",
  freeSeats: "{count}석 남음",
  held: "잡아 둔 좌석",
  payIn: "결제 남은 시간",
  pay: "{amount} 결제",
  paying: "결제 중 …",
  release: "놓아주기",
  lapsed: "결제 시간이 지나 좌석이 다시 판매됩니다.",
  released: "좌석이 다시 판매됩니다.",
  paid: "결제되었습니다. 공연장에서 만나요!",
  ticket: "티켓 {id}",
  places: "{name} {count}매",
  seat: "{section} {row}열 {number}번",
  available: "선택 가능",
  heldByOthers: "다른 분이 선택 중",
  sold: "판매됨",
  mine: "내 선택",
  backToSales: "전체 공연",
  mapLost: "예매 시간이 끝났습니다.",
  saleScheduled: "아직 판매가 시작되지 않았습니다.",
  saleOpen: "판매 중입니다.",
  salePaused: "판매가 잠시 멈췄습니다. 잃어버린 것은 없습니다.",
  saleClosed: "판매가 종료되었습니다.",
  saleCancelled: "취소된 회차입니다.",
  soldOut: "매진되었습니다.",
  opensAt: "판매 시작 {time}",
  opensIn: "판매 시작까지",
  opensLater: "판매 시작 시각이 아직 정해지지 않았습니다.",
  joinsItself: "이 화면에서 기다리시면 판매 시작과 함께 자동으로 대기열에 들어갑니다.",
  days: "{count}일",
  seats: "{count}석",
  placesInAll: "{count}석",
  total: "합계 {amount}",
  bookMore: "더 예매하기",
  unknownSale: "없는 공연입니다.",
  tryAgain: "다시 시도",
  noAnswer: "서버에 연결할 수 없습니다",
  seatMap: "좌석도",
  zoomIn: "확대",
  zoomOut: "축소",
  connected: "실시간",
  disconnected: "다시 연결 중 …",
  language: "English",
};

const LANGUAGES = { en: EN, ko: KO };
type Language = keyof typeof LANGUAGES;
const KEPT = "onsale:language";

const initial = (): Language => {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "ko") return kept;
  return navigator.language.startsWith("ko") ? "ko" : "en";
};

let language: Language = initial();
document.documentElement.lang = language;

/** The language of the page. */
export const currentLanguage = (): Language => language;

/** Changes to the other language and stores the choice; texts already drawn stay. */
export function switchLanguage(): void {
  language = language === "en" ? "ko" : "en";
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
}

type Gaps = Readonly<Record<string, string | number>>;

/** A text in the language of the page, with its gaps filled; numbers are formatted. */
export function say(key: Key, gaps: Gaps = {}): string {
  const forms = LANGUAGES[language][key].split("|");
  const text = (gaps["count"] === 1 ? forms[0] : forms.at(-1)) ?? "";
  return text.replace(/\{(\w+)\}/g, (_, gap: string) => {
    const value = gaps[gap] ?? "";
    return typeof value === "number" ? number(value) : value;
  });
}

/** A number as the language of the page writes it. */
export const number = (value: number): string => new Intl.NumberFormat(language).format(value);

/** An amount in the smallest unit of the currency, as the language of the page writes it. */
export const money = (amount: number, currency: string): string => {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
};

/** Date and time of an ISO 8601 text, in the time zone of the browser. */
export const dateTime = (iso: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" }).format(
    new Date(iso),
  );

/** The time of day of an ISO 8601 text, in the time zone of the browser. */
export const clockTime = (iso: string): string =>
  new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date(iso));

/** Seconds as minutes and seconds: 75 is 1:15. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
}

/** Seconds as a clock, with days in words before it: 75 is 1:15, 3675 is 1:01:15. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3_600)];
  if (days + hours === 0) return minutes(whole);
  const clock = `${String(hours)}:${minutes(whole % 3_600).padStart(5, "0")}`;
  return days === 0 ? clock : `${say("days", { count: days })} ${clock}`;
}
