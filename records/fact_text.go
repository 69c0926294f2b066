package records

import (
	"cmp"
	"fmt"
	"time"

	"hotline/callcenter"
)

// FactText tells a fact in Chinese.
func FactText(data callcenter.Payload) string {
	switch d := data.(type) {
	case callcenter.CallArrived:
		if !d.Back.IsZero() {
			return "约定回拨(来电 " + d.Back.String() + ")"
		}
		if d.Anonymous {
			return "来电到达(匿名)"
		}
		return "来电到达"
	case callcenter.NoticePlayed:
		if !d.Whole {
			return "播放录音告知(被按键打断)"
		}
		return "播放录音告知"
	case callcenter.PromptMissing:
		return fmt.Sprintf("缺少提示音 %s(%s),改用普通话", d.Prompt, d.Language)
	case callcenter.MenuChosen:
		how := map[callcenter.MenuHow]string{
			callcenter.ChosenByKey: "按键 " + d.Key, callcenter.ChosenBySilence: "未按键", callcenter.ChosenByWrong: "多次按错",
			callcenter.ChosenBefore: "承接来电", callcenter.ChosenByChannel: "转来时已说明",
		}[d.How]
		if d.Shut != "" {
			how += fmt.Sprintf(",主题 %s 不在服务时间", d.Shut)
		}
		return fmt.Sprintf("选择主题 %s(%s)", d.Topic, dash(how))
	case callcenter.QueueEntered:
		return fmt.Sprintf("进入排队 %s", d.Topic)
	case callcenter.QueueLeft:
		return fmt.Sprintf("离开排队 %s:%s", d.Topic, outcomeText(d.Outcome))
	case callcenter.CallerDialled:
		return fmt.Sprintf("第 %d 次回拨,话务员 %s 等候", d.Try, d.Agent)
	case callcenter.CallerUnreached:
		return fmt.Sprintf("第 %d 次回拨未接通(原因 %d)", d.Try, d.Cause)
	case callcenter.GreenChannelSet:
		if !d.Open {
			return fmt.Sprintf("%s 关闭绿色通道", d.Author)
		}
		return fmt.Sprintf("%s 经来电者同意开通绿色通道,至 %s", d.Author, d.Until.In(callcenter.Leshan()).Format(time.DateOnly))
	case callcenter.CallBackTaken:
		if d.Agent == "" {
			return "放回待回拨清单"
		}
		return fmt.Sprintf("话务员 %s 认领回拨", d.Agent)
	case callcenter.CallBackTried:
		return fmt.Sprintf("话务员 %s 由清单回拨,未接通(原因 %d)", d.Agent, d.Cause)
	case callcenter.CallBackSettled:
		return fmt.Sprintf("%s 登记回拨结果", d.Author)
	case callcenter.MessageSent:
		return fmt.Sprintf("%s 发短信:知识 %s 第 %d 版", d.Author, d.Article, d.Revision)
	case callcenter.NuisanceExplained, callcenter.NuisanceEnded, callcenter.BlockProposed, callcenter.BlockDecided:
		return nuisanceText(d)
	case callcenter.CallBackMade:
		return fmt.Sprintf("话务员 %s 已回拨", d.Agent)
	case callcenter.MessageLeft:
		return fmt.Sprintf("留言 %d 秒", d.Seconds)
	case callcenter.CallEnded:
		return fmt.Sprintf("来电结束:%s%s", outcomeText(d.Outcome), bracket(d.Reason))
	}
	return talkText(data)
}

func talkText(data callcenter.Payload) string {
	switch d := data.(type) {
	case callcenter.PromiseMade:
		return fmt.Sprintf("预约话务员 %s(坐席 %s)", d.Agent, d.Seat)
	case callcenter.PromiseDeclined:
		return fmt.Sprintf("话务员 %s 未接:%s", d.Agent, declineText(d.Reason))
	case callcenter.SegmentStarted:
		if d.Interpreter {
			return fmt.Sprintf("与话务员 %s 接通,需要翻译", d.Agent)
		}
		return fmt.Sprintf("与话务员 %s 接通", d.Agent)
	case callcenter.SegmentHeld:
		return sideText(d.By) + "保持通话"
	case callcenter.SegmentResumed:
		return "恢复通话"
	case callcenter.TransferStarted:
		if d.Kind == callcenter.CallerLeg {
			return "转来的一方把来电者移到另一条线路"
		}
		return fmt.Sprintf("话务员 %s %s %s", d.By, map[callcenter.Way]string{
			callcenter.Consulting: "保持来电者,请", callcenter.Inviting: "请入通话:", callcenter.Transferring: "转给",
		}[d.Way], cmp.Or(string(d.Agent), string(d.Topic), d.Outside))
	case callcenter.TransferEnded:
		return "请人的结果:" + map[callcenter.TransferOutcome]string{
			callcenter.TransferCompleted: "已转出", callcenter.TransferJoined: "已参与", callcenter.TransferCancelled: "已取消",
			callcenter.TransferAbandoned: "来电者先挂机", callcenter.TransferFailed: "未请到" + bracket(d.Reason),
		}[d.Outcome]
	case callcenter.CallAdopted:
		return "控制器重新接手"
	case callcenter.LineMissed:
		return "核对时线路已挂断,挂断时未收到通知"
	case callcenter.CallListened:
		return fmt.Sprintf("%s 开始监听", d.By)
	case callcenter.SegmentEnded:
		return fmt.Sprintf("与话务员 %s 结束通话(%s挂机)", d.Agent, sideText(d.By))
	case callcenter.RecordingStarted:
		return "开始录音"
	case callcenter.RecordingEnded:
		if d.Failed {
			return "录音失败"
		}
		return fmt.Sprintf("录音结束,%d 秒", d.Seconds)
	case callcenter.RecordingPaused:
		return fmt.Sprintf("话务员 %s 暂停录音", d.By)
	case callcenter.RecordingResumed:
		return fmt.Sprintf("话务员 %s 恢复录音", d.By)
	case callcenter.RatingAsked:
		return "请来电者评价"
	case callcenter.RatingAnswered:
		return fmt.Sprintf("评价 %d 分", d.Score)
	case callcenter.AbuseReported:
		return fmt.Sprintf("%s 提出强制报告", d.Author)
	case callcenter.RecordingStored:
		return fmt.Sprintf("录音已加密入库(%d 字节)", d.Bytes)
	case callcenter.RecordingDeleted:
		return "录音已删除:" + map[callcenter.DeleteReason]string{callcenter.DeletedExpired: "保存期满", callcenter.DeletedForgotten: "当事人已被遗忘"}[d.Why]
	case callcenter.RecordingsHeld:
		if d.On {
			return fmt.Sprintf("%s 要求保全录音", d.Author)
		}
		return fmt.Sprintf("%s 解除录音保全", d.Author)
	case callcenter.ConsultationDrafted:
		return fmt.Sprintf("%s 起草话务工单", d.Author)
	case callcenter.ConsultationSaved:
		return fmt.Sprintf("%s 保存话务工单(由第 %d 版改起)", d.Author, d.Base)
	}
	return string(data.FactKind())
}

func declineText(r callcenter.DeclineReason) string {
	switch r {
	case callcenter.DeclinedNoAnswer:
		return "振铃未接"
	case callcenter.DeclinedRejected:
		return "拒接"
	case callcenter.DeclinedBusy:
		return "占线"
	case callcenter.DeclinedUnreachable:
		return "话机不可达"
	case callcenter.DeclinedExpired:
		return "逾时"
	case callcenter.DeclinedFailed:
		return "无法振铃"
	case callcenter.DeclinedCallerGone:
		return "来电者已挂机"
	}
	return string(r)
}

func nuisanceText(data callcenter.Payload) string {
	switch d := data.(type) {
	case callcenter.NuisanceExplained:
		return fmt.Sprintf("%s 向来电者说明:不得辱骂、骚扰", d.Author)
	case callcenter.NuisanceEnded:
		return fmt.Sprintf("%s 两次说明后终止通话", d.Author)
	case callcenter.BlockProposed:
		return fmt.Sprintf("%s 提请限制该号码来电 %d 天", d.Author, d.Days)
	case callcenter.BlockDecided:
		if d.Until.IsZero() {
			return fmt.Sprintf("%s 不批准或解除来电限制", d.Author)
		}
		return fmt.Sprintf("%s 批准来电限制,至 %s", d.Author, d.Until.In(callcenter.Leshan()).Format(time.DateOnly))
	}
	return string(data.FactKind())
}
