/** What the page of money asks of the server. */

import { ask, type Schemas } from "../service";

export type Balance = Schemas["Balance"];
export type BookOrder = Schemas["BookOrder"];
export type DayBook = Schemas["DayBook"];
export type HandIn = Schemas["HandIn"];
export type Ledger = Schemas["Ledger"];
export type OfficeDebts = Schemas["OfficeDebts"];
export type OpenClaim = Schemas["OpenClaim"];
export type PaymentOrder = Schemas["PaymentOrder"];
export type BankImport = Schemas["BankImport"];
export type BankStanding = Schemas["BankStanding"];
export type Book = Schemas["Book"];
export type Cash = Schemas["Cash"];
export type CashDay = Schemas["CashDay"];
export type MoneyCase = Schemas["MoneyCase"];
export type OpenLine = Schemas["OpenLine"];
export type OfficialReceipt = Schemas["OfficialReceipt"];
export type Refund = Schemas["Refund"];
export type RefundOrder = Schemas["RefundOrder"];
export type Remittance = Schemas["Remittance"];
export type RemittanceList = Schemas["RemittanceList"];
export type RemittanceOrder = Schemas["RemittanceOrder"];
export type Till = Schemas["Till"];

export const fetchCash = (office: string, onDate: string) =>
  ask<Cash>("GET", `/cash?office_id=${office}&on_date=${onDate}`);
export const fetchTills = (office: string) => ask<{ tills: Till[] }>("GET", `/tills?office_id=${office}`);
export const fetchCashDays = (office: string) =>
  ask<{ days: CashDay[] }>("GET", `/cash-days?office_id=${office}`);
export const fetchBank = (office: string) => ask<BankStanding>("GET", `/bank-lines?office_id=${office}`);
export const fetchRemittances = (office: string) =>
  ask<{ remittances: Remittance[] }>("GET", `/remittances?office_id=${office}`);
export const fetchRefunds = (office: string) =>
  ask<{ refunds: Refund[] }>("GET", `/refunds?office_id=${office}`);
export const fetchBooks = (office: string) =>
  ask<{ books: Book[] }>("GET", `/receipt-books?office_id=${office}`);
/** At most 500 from this one on. */
export const fetchNumbers = (book: string, first: number) =>
  ask<{ numbers: OfficialReceipt[] }>("GET", `/receipt-books/${book}/numbers?first=${first}`);
export const fetchDayBook = (office: string, onDate: string) =>
  ask<DayBook>("GET", `/day-book?office_id=${office}&on_date=${onDate}`);
export const fetchDebts = (office: string) => ask<OfficeDebts>("GET", `/office-debts?office_id=${office}`);

export const closeCase = (found: MoneyCase, note: string) =>
  ask<void>("POST", "/money-case-closings", { case_key: found.case_key, kind: found.kind, note });
export const sayTransferSeen = (claim: string) => ask<void>("POST", `/collections/${claim}/seen`, {});
export const reverseCollection = (collection: string, reason: string) =>
  ask<void>("POST", `/collections/${collection}/reversal`, { reason });
export const setAside = (act: string, reason: string) =>
  ask<void>("POST", `/money-acts/${act}/setting-aside`, { reason });
/** One of the two. */
export const sayLine = (line: string, what: { claim_id: string } | { remittance_id: string }) =>
  ask<void>("POST", `/bank-lines/${line}/use`, what);
export const payOffice = (order: PaymentOrder) => ask<void>("POST", "/office-payments", order);
export const receivePayment = (payment: string) => ask<void>("POST", `/office-payments/${payment}/receipt`);
export const reversePayment = (payment: string, reason: string) =>
  ask<void>("POST", `/office-payments/${payment}/reversal`, { reason });
export const openBook = (order: BookOrder) => ask<void>("POST", "/receipt-books", order);
export const voidNumber = (book: string, number: number, reason: string) =>
  ask<void>("POST", `/receipt-books/${book}/voids`, { number, reason });
export const orderRefund = (order: RefundOrder) => ask<void>("POST", "/refunds", order);
export const reverseRefund = (refund: string, reason: string) =>
  ask<void>("POST", `/refunds/${refund}/reversal`, { reason });
export const orderRemittance = (order: RemittanceOrder) => ask<RemittanceList>("POST", "/remittances", order);
export const reverseRemittance = (remittance: string, reason: string) =>
  ask<void>("POST", `/remittances/${remittance}/reversal`, { reason });
export const attachNumbers = (book: string) =>
  ask<{ attached: number }>("POST", `/receipt-books/${book}/numbers`, {});
export const listAddress = (remittance: string) => `/api/v1/office/remittances/${remittance}/list.xlsx`;

export const copyAddress = (collection: string) => `/api/v1/office/receipts/${collection}/copy.pdf`;

export function sendBankFile(office: string, file: File): Promise<BankImport> {
  const form = new FormData();
  form.set("office_id", office);
  form.set("file", file);
  return ask<BankImport>("POST", "/bank-files", form);
}
