/** Words of a desk that takes nothing in for a while. */

export const vi = {
  pausedUntil: "Tạm ngừng nhận đến {at}",
  pause: "Tạm ngừng nhận",
  pauseAt: "Nơi nhận",
  pauseUntil: "Đến giờ",
  pauseWhy: "Lý do",
  pauseNote: "Ghi thêm",
  pauseMEETING: "Họp",
  pausePOWER: "Mất điện",
  pauseSOFTWARE: "Hỏng phần mềm",
  pauseOTHER: "Lý do khác",
  pauseEffect:
    "{stops} điểm dừng với {jobs} việc trong kế hoạch đang dùng rơi vào lúc này. Bưu tá được báo ngay; lập kế hoạch lại để tránh giờ ấy.",
  pauseNoEffect: "Không điểm dừng nào của kế hoạch đang dùng rơi vào lúc này.",
  pauseDo: "Tạm ngừng nhận đến {at}",
  pauseEnd: "Nhận lại ngay",
  pausePast: "Chọn giờ sau {at}.",
  pauseUntilWrong: "Ghi giờ trong hôm nay, ví dụ 16:30.",
  pauseNoteNeeded: "Lý do khác thì ghi thêm là gì.",
};

export const en: typeof vi = {
  pausedUntil: "Closed for intake until {at}",
  pause: "Pause intake",
  pauseAt: "Place",
  pauseUntil: "Until",
  pauseWhy: "Reason",
  pauseNote: "Note",
  pauseMEETING: "Meeting",
  pausePOWER: "No power",
  pauseSOFTWARE: "Software down",
  pauseOTHER: "Another reason",
  pauseEffect:
    "{stops|stop|stops} with {jobs|job|jobs} of the plan in force fall into this time. Carriers are told at once; plan again to go round it.",
  pauseNoEffect: "No stop of the plan in force falls into this time.",
  pauseDo: "Pause intake until {at}",
  pauseEnd: "Take in again now",
  pausePast: "Choose an hour after {at}.",
  pauseUntilWrong: "Write a time of today, like 16:30.",
  pauseNoteNeeded: "Another reason needs a note.",
};
