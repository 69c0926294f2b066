// What the audit calls what people did.
const titles: Record<string, string> = {
  open_numbers: "查看完整号码", play_recordings: "听录音", download_recordings: "下载录音", read_secrets: "查看严格保密的工单",
  forget_parties: "遗忘来电人", dial_callback: "回拨", force_presence: "改变他人状态",
  export_calls: "导出来电清单", "export_calls.done": "导出来电清单:结束", export_consultations: "导出话务工单", "export_consultations.done": "导出话务工单:结束",
  export_numbers: "取走完整号码", "export_numbers.done": "取走完整号码:结束", export_audit: "导出操作留痕", "export_audit.done": "导出操作留痕:结束",
  "number_export.asked": "申请导出完整号码", "number_export.approved": "批准导出完整号码", "number_export.refused": "不批准导出完整号码", "number_export.taken": "取走获准的导出",
  "number_export.own_refused": "被拒:审批自己的导出申请", "block.own_refused": "被拒:审批自己的提请",
  "order.approve_extension.own_refused": "被拒:批准自己的延期", "order.refuse_extension.own_refused": "被拒:审批自己的延期",
  "recording.paused": "暂停录音", "recording.resumed": "恢复录音", "retention.set": "改变保存期限", "recording.held": "保全或解除", "green_channel.set": "绿色通道", "abuse.reported": "强制报告", "call.listened": "监听",
  "consultation.saved": "保存话务工单", "matter.owned": "变更首问责任人", "matter.closed": "了结事项",
  "staff.put": "账号", "staff.removed": "删除账号", "staff.password": "密码", "staff.factor_set": "绑定验证器", "staff.factor_removed": "解除验证器", "seat.put": "话机",
  "quality.drawn": "抽取质检样本", "quality.scored": "质检评分", "quality.appealed": "质检申诉", "quality.ruled": "裁定质检申诉", "score_sheet.saved": "保存评分表",
  "settings.saved": "保存设置", "dictionaries.renewed": "保存词典", "prompt.recorded": "录提示音", "prompt.used": "启用提示音", "configuration.reloaded": "重读配置文件",
  "unit.put": "承办单位", "figures.imported": "导入指标", "duty_turn.put": "排班", "duty_turn.removed": "撤班",
  "block.proposed": "提请限制来电", "block.decided": "审批限制来电", "nuisance.explained": "向骚扰来电说明", "nuisance.ended": "终止骚扰来电",
  "callback.taken": "认领或放回待回拨", "callback.settled": "登记回拨结果", "message.sent": "发送短信", download_attachment: "下载附件",
  "queue.admission": "开关主题", "queue.to_head": "移到最前", "queue.transfer": "改排主题", "queue.pull": "指定话务员", "queue.put_back": "放回排队",
  "call.hang_up": "强行挂断", "call.listen": "要求监听", "call.hold": "保持他人通话", "call.resume": "取回他人通话", "call.consult": "代为咨询", "call.invite": "代为邀请",
  "call.transfer": "代为转接", "call.leave": "代为退出", "call.drop": "请一方退出", "call.press": "代为按键", "call.mute": "静音", "call.unmute": "取消静音",
};

export function actionTitle(action: string): string {
  return titles[action] ?? action;
}
