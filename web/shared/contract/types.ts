// Generated from mobile_contract/ by `python -m mobile_contract --write`: do not edit.

export const CONTRACT_VERSION = 1;

/** Lower case, with hyphens. */
export type Uuid = string;

/** Tracking code of an item: 11 symbols + check */
export type Code = string;

/** SHA-256, lower-case hexadecimal */
export type Sha256 = string;

/** Gapless number of an event on its device */
export type Sequence = number;

/** Milliseconds since 1970-01-01T00:00Z */
export type Milliseconds = number;

/** Server clock minus device clock */
export type OffsetMilliseconds = number;

/** Offset of local time from UTC, minutes */
export type ZoneMinutes = number;

/** Whole đồng */
export type AmountVnd = number;

/** GS1 serial shipping container code of a bag */
export type Sscc = string;

export type SealNumber = string;

export type ReceiptNumber = number;

export type OneTimeCode = string;

export type Base64 = string;

/** One line, no control characters */
export type ShortText = string;

/** Lines of text, no NUL */
export type LongText = string;

/** The exact JSON text that was signed */
export type BodyText = string;

/** The exact JSON text of `Details` */
export type DetailsText = string;

export const Evidence = ["own_device", "witnessed", "citizen"] as const;
export type Evidence = (typeof Evidence)[number];

export const CounterpartEvidence = ["witnessed", "citizen"] as const;
export type CounterpartEvidence = (typeof CounterpartEvidence)[number];

export const Relation = [
  "owner",
  "spouse",
  "parent_or_child",
  "authorised",
  "organisation_clerk",
  "desk_clerk",
  "office_staff",
] as const;
export type Relation = (typeof Relation)[number];

export const IdentityKind = [
  "citizen_card",
  "vneid",
  "passport",
  "identity_certificate",
  "other_paper",
] as const;
export type IdentityKind = (typeof IdentityKind)[number];

export const Place = ["at_address", "at_agreed_place", "at_counter"] as const;
export type Place = (typeof Place)[number];

export const Reason = [
  "ABSENT",
  "NO_ANSWER",
  "APPOINT",
  "PICKUP_SELF",
  "REFUSED",
  "WRONG_ADDR",
  "MOVED",
  "DECEASED",
  "NO_MONEY",
  "NO_ID",
  "DAMAGED",
  "FORCE_MAJEURE",
  "CLOSED",
  "NOT_READY",
  "SUPPLEMENT",
  "RESULT_WRONG",
  "DESK_PAUSED",
  "DESK_REFUSED",
  "NOT_PREPARED",
  "SELF_FILED",
  "CHANGED_MIND",
] as const;
export type Reason = (typeof Reason)[number];

export const Solution = ["RETRY", "HOLD_AT_POINT", "FORWARD", "RETURN"] as const;
export type Solution = (typeof Solution)[number];

export const RefusalReason = [
  "MISSING",
  "SEAL_BROKEN",
  "WRONG_DESK",
  "DAMAGED",
  "INCOMPLETE",
  "DESK_REFUSED",
] as const;
export type RefusalReason = (typeof RefusalReason)[number];

export const ProofKind = [
  "signature",
  "photo_seal",
  "photo_doorway",
  "photo_paper",
  "fingerprint_paper",
  "slip_copy",
] as const;
export type ProofKind = (typeof ProofKind)[number];

export const CollectionMode = ["cash", "claimed_transfer"] as const;
export type CollectionMode = (typeof CollectionMode)[number];

export const Leg = ["SEND", "RETURN", "SUPPLEMENT"] as const;
export type Leg = (typeof Leg)[number];

/** The one-stop's own code of a dossier, tidied; ministries write it in several ways */
export type DossierCode = string;

/** A day of the local calendar, yyyy-mm-dd */
export type Day = string;

export const ProofName = [
  "signature",
  "photo",
  "one_time_code",
  "identity_seen",
  "seal_number",
  "amount",
] as const;
export type ProofName = (typeof ProofName)[number];

export const SkipReason = ["declined", "cannot_sign", "no_means", "not_applicable"] as const;
export type SkipReason = (typeof SkipReason)[number];

export const Fate = ["kept", "returned_at_once", "returned_later"] as const;
export type Fate = (typeof Fate)[number];

export const FilingRefusal = ["INCOMPLETE", "WRONG_AGENCY", "NOT_ELIGIBLE", "OTHER"] as const;
export type FilingRefusal = (typeof FilingRefusal)[number];

export const Incident = ["damaged", "wet", "seal_broken", "opened", "lost"] as const;
export type Incident = (typeof Incident)[number];

export const Requirement = ["required", "asked", "off"] as const;
export type Requirement = (typeof Requirement)[number];

export const Outcome = [
  "created",
  "exists",
  "exists_different",
  "quarantined_signature",
  "quarantined_unknown_device",
  "evidence_only",
  "unreadable",
] as const;
export type Outcome = (typeof Outcome)[number];

/** One item of an act and the event by which its giver came to hold it; null: as it was registered. */
export type ItemRef = [code: Code, predecessor: Uuid | null];

/**
 * A sealed bag: its contents are those of its sealing event. `predecessor` as for an item;
 * null: each item as the sealing event lists it.
 */
export type BagRef = [sscc: Sscc, sealing: Uuid, predecessor: Uuid | null];

/** An item of a release that the receiver did not take: it stays with the giver. */
export type RefusedItem = [code: Code, reason: RefusalReason];

/** A file by its digest, sent apart; a missing or swapped file shows. */
export type Proof = [kind: ProofKind, sha256: Sha256];

/** The numbered seal seen on an item. */
export type Seal = [code: Code, number: SealNumber];

/** One line of the published checklist as counted: originals, certified copies, photocopies. No other line is. */
export type CountedLine = [line: number, originals: number, certified_copies: number, photocopies: number];

/** What becomes of the originals of one line after they were looked at. */
export type OriginalFate = [line: number, fate: Fate, originals: number];

/** A proof asked for that was left out, and why. */
export type Skipped = [proof: ProofName, reason: SkipReason];

/** By what right one person takes this item for another (PEOPLE 15), where it is not the act's own relation. */
export type Taker = [code: Code, relation: Relation];

/** What every act says of itself: who, on which device, as the how-manieth, when by the device's clock. */
export interface Act {
  event_id: Uuid;
  device_id: Uuid;
  device_seq: Sequence;
  /** SHA-256 of this device's previous body; of the device id's 16 bytes for its first. */
  previous: Sha256;
  person_id: Uuid;
  happened_at_ms: Milliseconds;
  zone_min?: ZoneMinutes;
  /** Server clock minus device clock as last measured; null: never measured. */
  clock_offset_ms?: OffsetMilliseconds | null;
  /** Digest of the `Details` text sent beside the body. */
  details?: Sha256 | null;
  proofs?: Proof[];
}

/** The holder offers items, or one sealed bag, to one receiver. Custody moves only by the answering accept. */
export interface Release extends Act {
  kind: "release";
  to_party: Uuid;
  items?: ItemRef[];
  bag?: BagRef | null;
  /** One person acts for both sides (PEOPLE 8): allowed, marked, counted. */
  two_roles?: boolean;
  /** SHA-256 of the sealing's body, so that the bag offered is of these very contents; null from an older phone. */
  bag_sha256?: Sha256 | null;
}

/** The receiver takes, item by item, what a release offered. */
export interface Accept extends Act {
  kind: "accept";
  answers: Uuid;
  /** SHA-256 of the release's body, so that the answer is to these very bytes. */
  answers_sha256: Sha256;
  items?: Code[];
  refused?: RefusedItem[];
  bag?: Sscc | null;
  seals?: Seal[];
  two_roles?: boolean;
  /** How many lines the paper list has that both sign: as many as were scanned. */
  list_count?: number | null;
}

/** The giver takes back an offer not yet accepted, for these items; none named: for the whole bag offered. */
export interface Withdraw extends Act {
  kind: "withdraw";
  answers: Uuid;
  items?: Code[];
}

/** This device's party takes items whose giver has no device here: a citizen, or a desk without the app. */
export interface Receive extends Act {
  kind: "receive";
  from_party: Uuid;
  evidence: CounterpartEvidence;
  items: ItemRef[];
  /** The order this pickup serves: binds a roll label to its item. */
  job_id?: Uuid | null;
  relation?: Relation | null;
  identity?: IdentityKind | null;
  place?: Place;
  one_time_code?: OneTimeCode | null;
  seals?: Seal[];
  /** The checklist line by line, of the one dossier taken. */
  papers?: CountedLine[];
  skipped?: Skipped[];
}

/** This device's party hands items to a receiver without a device here, who signs, or tells a code. */
export interface Deliver extends Act {
  kind: "deliver";
  to_party: Uuid;
  evidence: CounterpartEvidence;
  items: ItemRef[];
  relation?: Relation | null;
  identity?: IdentityKind | null;
  place?: Place;
  one_time_code?: OneTimeCode | null;
  papers_taken_back?: number;
  /**
   * The roll label on the envelope of the old papers: they go back as an item of their own, now in this party's
   * hands.
   */
  papers_label?: Code | null;
  seals?: Seal[];
  takers?: Taker[];
  skipped?: Skipped[];
}

/** A visit that failed, with its coded reason and proposed next step. Custody does not move. */
export interface Attempt extends Act {
  kind: "attempt";
  reason: Reason;
  solution: Solution;
  items?: Code[];
  job_id?: Uuid | null;
  place?: Place;
  /** An invitation to collect (giấy mời) was left; it counts towards the two the law asks for. */
  card_left?: boolean;
  skipped?: Skipped[];
}

/** Money taken, or said to be transferred, for one item. What was taken is never refused. */
export interface Collect extends Act {
  kind: "collect";
  code: Code;
  amount_vnd: AmountVnd;
  mode: CollectionMode;
  receipt_number?: ReceiptNumber | null;
}

/** The holder of cash hands it to an office; it leaves his hands when the office counts it in. */
export interface HandIn extends Act {
  kind: "hand_in";
  to_party: Uuid;
  amount_vnd: AmountVnd;
}

/** The office counts in the cash of one hand-in; the amount counted is what is booked. */
export interface CountIn extends Act {
  kind: "count_in";
  answers: Uuid;
  amount_vnd: AmountVnd;
}

/** Items put into a bag under a numbered seal. They stay with their holder. */
export interface SealBag extends Act {
  kind: "seal_bag";
  sscc: Sscc;
  seal: SealNumber;
  items: ItemRef[];
}

/** A bag opened: what was found, beside what its sealing named. */
export interface OpenBag extends Act {
  kind: "open_bag";
  sscc: Sscc;
  sealing: Uuid;
  found?: Code[];
}

/** End of shift: the items and the cash the person says are in hand. */
export interface Count extends Act {
  kind: "count";
  items?: Code[];
  cash_vnd?: AmountVnd;
}

/** A new fact that takes back an old one of the same party, for these items; none named: for its whole bag. */
export interface Correct extends Act {
  kind: "correct";
  answers: Uuid;
  items?: Code[];
}

/** Says that this number carries nothing, so that a gap closes. */
export interface Void extends Act {
  kind: "void";
  instead_of?: Uuid | null;
}

/**
 * A hand-over that happened on paper alone, entered afterwards from the signed sheet (nhập lại từ giấy).
 *
 * Signed by a workstation of the carrier's office, which is neither side. Both sides count as witnessed: either may
 * say with its own log-in that it was so, or that it was not. The sheet's photo is among the proofs.
 */
export interface Transcribe extends Act {
  kind: "transcribe";
  from_party: Uuid;
  to_party: Uuid;
  items: ItemRef[];
  /** When the sheet says that it happened. */
  written_at_ms: Milliseconds;
  relation?: Relation | null;
  identity?: IdentityKind | null;
  place?: Place;
  papers_taken_back?: number;
}

/** Change out of the office's safe into the drawer of this workstation: a shift at the counter begins (ca quầy). */
export interface OpenTill extends Act {
  kind: "open_till";
  float_vnd?: AmountVnd;
}

/**
 * All the cash of this workstation's drawer, counted and handed to the office's own safe, change included.
 *
 * It covers what the workstation signed since it last closed. Like a hand-in it leaves the drawer when the office
 * counts it in.
 */
export interface CloseTill extends Act {
  kind: "close_till";
  amount_vnd: AmountVnd;
}

/** Numbers of this device's receipt slips that no collection bears: spoiled ones, or the unused rest of a block. */
export interface ReturnReceipts extends Act {
  kind: "return_receipts";
  first_number: ReceiptNumber;
  last_number: ReceiptNumber;
  is_spoiled?: boolean;
}

/**
 * The desk opens an envelope that it took sealed and recounts it: hand-over and opening are two facts (PEOPLE 1).
 *
 * Custody does not move. A second opening of the same item completes the first; the later one counts.
 */
export interface Examine extends Act {
  kind: "examine";
  code: Code;
  seal?: SealNumber | null;
  is_seal_intact?: boolean;
  papers?: CountedLine[];
  originals?: OriginalFate[];
  /** The roll label on the envelope in which originals go home by another journey. */
  originals_label?: Code | null;
}

/**
 * What the one-stop says to a dossier handed over: its code and due date, or refused by form 03.
 *
 * Then or later the same day; the code may come before the date.
 */
export interface AnswerFiling extends Act {
  kind: "answer_filing";
  code: Code;
  dossier_code?: DossierCode | null;
  due_on?: Day | null;
  refused?: FilingRefusal | null;
}

/**
 * The written record (biên bản) of an item found damaged or its seal broken, with photos; or that it is lost.
 *
 * What happened stands in the details. Custody does not move: the last holder known stands.
 */
export interface Report extends Act {
  kind: "report";
  code: Code;
  what: Incident;
}

/**
 * The office's side of a carrier's `Count`: what its workstation found in his bag, item by item.
 *
 * Both sides signed, a difference between them or with the ledger is an open case, never an adjustment.
 */
export interface ConfirmCount extends Act {
  kind: "confirm_count";
  answers: Uuid;
  answers_sha256: Sha256;
  items?: Code[];
}

/** A `Proof` whose kind a newer phone may have added. */
export type ProofOfAnyKind = [kind: string, sha256: Sha256];

/** What is read of a body of any kind, known or not: enough to keep it in its place for ever. */
export interface Envelope {
  kind: string;
  event_id: Uuid;
  device_id: Uuid;
  device_seq: Sequence;
  previous: Sha256;
  person_id: Uuid;
  happened_at_ms: Milliseconds;
  zone_min?: ZoneMinutes;
  clock_offset_ms?: OffsetMilliseconds | null;
  details?: Sha256 | null;
  proofs?: ProofOfAnyKind[];
}

/** The erasable side of an act: kept apart, named by the SHA-256 of its exact text, salted. */
export interface Details {
  salt: string;
  receiver_name?: ShortText | null;
  identity_last4?: string | null;
  authorisation?: ShortText | null;
  witness_name?: ShortText | null;
  note?: LongText | null;
  next_visit?: ShortText | null;
  lon?: number | null;
  lat?: number | null;
  accuracy_m?: number | null;
}

/** The exact bytes of an act (UTF-8 text of its canonical JSON) and their signature (raw r‖s, base64). */
export interface SignedBody {
  body: BodyText;
  signature: string;
}

/** One act going up, with the other side's signed act it answers, and its erasable details. */
export interface Entry {
  act: SignedBody;
  /** The giver's release as scanned from his screen: one upload carries both sides. */
  carried?: SignedBody | null;
  details?: DetailsText | null;
}

/** At most 200 acts, in any order; each gets its own outcome. */
export interface Batch {
  contract_version: number;
  entries: Entry[];
  /** The last receipt this device was given: a server that holds less than it says was restored from a backup. */
  receipt?: SignedBody | null;
}

/** What became of one entry, in the order sent. */
export interface EntryOutcome {
  outcome: Outcome;
  event_id?: Uuid | null;
  carried?: Outcome | null;
  missing_files?: Sha256[];
  /** A stable problem name for the phone's catalogue, where something needs a person. */
  problem?: string | null;
}

/** The server's signed word that it holds a device's acts up to a number without gap. */
export interface Receipt {
  kind: "receipt";
  device_id: Uuid;
  acked_through: number;
  /** Hash of the device log's last row: names every body up to `acked_through`. */
  head: Sha256;
  received_at_ms: Milliseconds;
  incarnation: Uuid;
  key_id: string;
}

/** The phone may delete up to `acked_through`, no further, and keeps seven days even so. */
export interface BatchAnswer {
  outcomes: EntryOutcome[];
  acked_through: number;
  receipt: SignedBody;
  server_time_ms: Milliseconds;
  /** Changes when the server was restored from a backup: re-offer what was kept. */
  incarnation: Uuid;
  /** The receipt presented says more than is here: send everything kept from this number on once more. */
  offer_again_from?: ReceiptNumber | null;
}

/** What a device signs with its new key to take up a one-time token or a short code. */
export interface Enrolment {
  kind: "enrolment";
  secret: string;
  /** Uncompressed SEC 1 point, 65 bytes, base64. */
  public_key: string;
  device_name: ShortText;
}

/** Who the device is from now on. */
export interface EnrolmentAnswer {
  device_id: Uuid;
  party_id: Uuid;
  person_id: Uuid;
  person_name: string;
  office_name: string;
  incarnation: Uuid;
  /** The server's public key (base64 SEC 1 point) that receipts are checked against. */
  server_key: string;
  server_time_ms: Milliseconds;
}

export interface ChallengeRequest {
  device_id: Uuid;
}

/** What the device signs, exactly as received, to renew its token. */
export interface Challenge {
  kind: "challenge";
  device_id: Uuid;
  nonce: string;
  expires_at_ms: Milliseconds;
  /** The server's keyed mark over the fields before it: no table is needed to know its own challenge again. */
  seal: Sha256;
}

/** A bearer token, minutes long. `may_read` is false for a revoked phone, which may still upload. */
export interface Token {
  token: string;
  expires_at_ms: Milliseconds;
  may_read: boolean;
}

/** Where custody of one item stands: what its holder's next act names as predecessor. */
export interface Head {
  code: Code;
  holder: Uuid;
  predecessor?: Uuid | null;
  status?: "held" | "offered" | "disputed";
}

/** One item a stop is about. */
export interface ManifestItem {
  code: Code;
  job_id: Uuid;
  s10?: string | null;
  due_vnd?: AmountVnd;
  papers_to_take_back?: number;
  /** Only the named recipient may take it (phát tận tay). */
  personal_only?: boolean;
  /** The one-stop desk of its dossier, by whose proof rules an act on it is judged. */
  desk_id?: Uuid | null;
}

/** Who is met at a stop. The assigned carrier sees name, phone and address (PEOPLE 16); the reading is logged. */
export interface ManifestParty {
  party_id: Uuid;
  kind: "citizen" | "carrier" | "point" | "hub" | "linehaul" | "desk" | "agency";
  name: string;
  phone?: string | null;
  address?: string | null;
  /** Chỉ dẫn phát. */
  landmark?: string | null;
}

/** One planned stop, in route order. */
export interface ManifestStop {
  stop_id: Uuid;
  position: number;
  kind: "pickup" | "delivery";
  party: ManifestParty;
  lon: number;
  lat: number;
  is_estimated_place: boolean;
  arrive_at_ms: Milliseconds;
  leave_at_ms: Milliseconds;
  items?: ManifestItem[];
  /** Orders served here whose item has no label yet (a pickup by roll label). */
  job_ids?: Uuid[];
  /** The desk of each of `job_ids`, in their order. */
  desk_ids?: Uuid[];
}

/** One coded reason with its words and the next steps it allows. */
export interface ReasonEntry {
  code: string;
  vi: string;
  en: string;
  solutions: string[];
}

/** What an act of a kind with an outcome must bring along: at items of one desk, or, without one, of every other. */
export interface ProofRule {
  act: "receive" | "deliver" | "attempt" | "accept";
  leg: Leg;
  scan: Requirement;
  signature: Requirement;
  photo: Requirement;
  one_time_code: Requirement;
  identity_seen: Requirement;
  seal_number: Requirement;
  amount: Requirement;
  desk_id?: Uuid | null;
}

export interface RevokedDevice {
  device_id: Uuid;
  trusted_through: number;
}

/** Numbers of receipt slips (Giấy biên nhận thu tiền) that this device alone gives out, both ends included. */
export interface ReceiptBlock {
  first_number: ReceiptNumber;
  last_number: ReceiptNumber;
}

/** The day of one carrier. `is_whole` false: only what changed since the cursor asked with. */
export interface Manifest {
  cursor: number;
  is_whole: boolean;
  incarnation: Uuid;
  server_time_ms: Milliseconds;
  contract_version: number;
  plan_id: Uuid | null;
  plan_version: number | null;
  stops: ManifestStop[];
  heads: Head[];
  reasons: ReasonEntry[];
  proof_rules: ProofRule[];
  revoked: RevokedDevice[];
  /**
   * Public keys (base64 SEC 1) of the devices a phone may meet today, by device id: offline it can check
   * the release another screen shows.
   */
  device_keys: Record<string, string>;
  acked_through: number;
  /** What is reserved for this device and not known to be used, lowest first. */
  receipts?: ReceiptBlock[];
  /** False at the cash limit: no new work is assigned; what is on board is delivered and paid for all the same. */
  takes_new_cash?: boolean;
  /** The server's latest signed word on its whole log. Kept, it shows later whether that log was rewritten. */
  checkpoint?: SignedBody | null;
}

/** Where a phone is. Not custody: kept 90 days, one row, no domain rule. */
export interface PositionReport {
  report_id: Uuid;
  lon: number;
  lat: number;
  accuracy_m: number;
  at_ms: Milliseconds;
}

/** What a phone says of its outbox, so that the office sees what is still only on the phone (PEOPLE 13). */
export interface DeviceStatus {
  unsent: number;
  oldest_unsent_at_ms: Milliseconds | null;
  last_seq: number;
}

export type SignedAct =
  | Release
  | Accept
  | Withdraw
  | Receive
  | Deliver
  | Attempt
  | Collect
  | HandIn
  | CountIn
  | SealBag
  | OpenBag
  | Count
  | Correct
  | Void
  | Transcribe
  | OpenTill
  | CloseTill
  | ReturnReceipts
  | Examine
  | AnswerFiling
  | Report
  | ConfirmCount;

const ACT_ORDER = [
  "kind",
  "event_id",
  "device_id",
  "device_seq",
  "previous",
  "person_id",
  "happened_at_ms",
  "zone_min",
  "clock_offset_ms",
  "details",
  "proofs",
] as const;
const ACT_OMITTED = { zone_min: 420, clock_offset_ms: null, details: null, proofs: [] } as const;

/** Of each signed kind: its fields in canonical order, and the values left out of the bytes. */
export const CANONICAL = {
  release: {
    order: [...ACT_ORDER, "to_party", "items", "bag", "two_roles", "bag_sha256"],
    omitted: { ...ACT_OMITTED, items: [], bag: null, two_roles: false, bag_sha256: null },
  },
  accept: {
    order: [
      ...ACT_ORDER,
      "answers",
      "answers_sha256",
      "items",
      "refused",
      "bag",
      "seals",
      "two_roles",
      "list_count",
    ],
    omitted: {
      ...ACT_OMITTED,
      items: [],
      refused: [],
      bag: null,
      seals: [],
      two_roles: false,
      list_count: null,
    },
  },
  withdraw: {
    order: [...ACT_ORDER, "answers", "items"],
    omitted: { ...ACT_OMITTED, items: [] },
  },
  receive: {
    order: [
      ...ACT_ORDER,
      "from_party",
      "evidence",
      "items",
      "job_id",
      "relation",
      "identity",
      "place",
      "one_time_code",
      "seals",
      "papers",
      "skipped",
    ],
    omitted: {
      ...ACT_OMITTED,
      job_id: null,
      relation: null,
      identity: null,
      place: "at_address",
      one_time_code: null,
      seals: [],
      papers: [],
      skipped: [],
    },
  },
  deliver: {
    order: [
      ...ACT_ORDER,
      "to_party",
      "evidence",
      "items",
      "relation",
      "identity",
      "place",
      "one_time_code",
      "papers_taken_back",
      "papers_label",
      "seals",
      "takers",
      "skipped",
    ],
    omitted: {
      ...ACT_OMITTED,
      relation: null,
      identity: null,
      place: "at_address",
      one_time_code: null,
      papers_taken_back: 0,
      papers_label: null,
      seals: [],
      takers: [],
      skipped: [],
    },
  },
  attempt: {
    order: [...ACT_ORDER, "reason", "solution", "items", "job_id", "place", "card_left", "skipped"],
    omitted: { ...ACT_OMITTED, items: [], job_id: null, place: "at_address", card_left: false, skipped: [] },
  },
  collect: {
    order: [...ACT_ORDER, "code", "amount_vnd", "mode", "receipt_number"],
    omitted: { ...ACT_OMITTED, receipt_number: null },
  },
  hand_in: {
    order: [...ACT_ORDER, "to_party", "amount_vnd"],
    omitted: { ...ACT_OMITTED },
  },
  count_in: {
    order: [...ACT_ORDER, "answers", "amount_vnd"],
    omitted: { ...ACT_OMITTED },
  },
  seal_bag: {
    order: [...ACT_ORDER, "sscc", "seal", "items"],
    omitted: { ...ACT_OMITTED },
  },
  open_bag: {
    order: [...ACT_ORDER, "sscc", "sealing", "found"],
    omitted: { ...ACT_OMITTED, found: [] },
  },
  count: {
    order: [...ACT_ORDER, "items", "cash_vnd"],
    omitted: { ...ACT_OMITTED, items: [], cash_vnd: 0 },
  },
  correct: {
    order: [...ACT_ORDER, "answers", "items"],
    omitted: { ...ACT_OMITTED, items: [] },
  },
  void: {
    order: [...ACT_ORDER, "instead_of"],
    omitted: { ...ACT_OMITTED, instead_of: null },
  },
  transcribe: {
    order: [
      ...ACT_ORDER,
      "from_party",
      "to_party",
      "items",
      "written_at_ms",
      "relation",
      "identity",
      "place",
      "papers_taken_back",
    ],
    omitted: { ...ACT_OMITTED, relation: null, identity: null, place: "at_address", papers_taken_back: 0 },
  },
  open_till: {
    order: [...ACT_ORDER, "float_vnd"],
    omitted: { ...ACT_OMITTED, float_vnd: 0 },
  },
  close_till: {
    order: [...ACT_ORDER, "amount_vnd"],
    omitted: { ...ACT_OMITTED },
  },
  return_receipts: {
    order: [...ACT_ORDER, "first_number", "last_number", "is_spoiled"],
    omitted: { ...ACT_OMITTED, is_spoiled: false },
  },
  examine: {
    order: [...ACT_ORDER, "code", "seal", "is_seal_intact", "papers", "originals", "originals_label"],
    omitted: {
      ...ACT_OMITTED,
      seal: null,
      is_seal_intact: true,
      papers: [],
      originals: [],
      originals_label: null,
    },
  },
  answer_filing: {
    order: [...ACT_ORDER, "code", "dossier_code", "due_on", "refused"],
    omitted: { ...ACT_OMITTED, dossier_code: null, due_on: null, refused: null },
  },
  report: {
    order: [...ACT_ORDER, "code", "what"],
    omitted: { ...ACT_OMITTED },
  },
  confirm_count: {
    order: [...ACT_ORDER, "answers", "answers_sha256", "items"],
    omitted: { ...ACT_OMITTED, items: [] },
  },
  enrolment: {
    order: ["kind", "secret", "public_key", "device_name"],
    omitted: {},
  },
  challenge: {
    order: ["kind", "device_id", "nonce", "expires_at_ms", "seal"],
    omitted: {},
  },
  receipt: {
    order: ["kind", "device_id", "acked_through", "head", "received_at_ms", "incarnation", "key_id"],
    omitted: {},
  },
} as const;
