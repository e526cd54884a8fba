// One call in full: what it was, what was said, who served it, and how it sounds.

import { useEffect, useState } from "preact/hooks";

import { Facts } from "./call/facts";
import { FollowedSheet } from "./call/followed";
import { LegsSheet, MonitoringsSheet, StaysSheet, WrapUpsSheet } from "./call/people";
import { PathSheet } from "./call/path";
import { QualitySheet } from "./call/quality";
import { AccessSheet, RecordingSheet } from "./call/recording";
import { date, millis, timeWithSeconds } from "./format/time";
import {
  type Call,
  callInFull,
  type Monitoring,
  monitoringsOf,
  qualitiesOf,
  type Quality,
  type Recorded,
  recordedOf,
} from "./model/call";
import type { Seek } from "./parts/recording_player";
import { showStaffPage, type StaffContent, troubleOf } from "./parts/staff_page";
import { Trouble } from "./parts/told";
import { mayDo } from "./staff/session";

const callId = decodeURIComponent(location.pathname.split("/").pop() ?? "");

function CallPage({ person }: StaffContent) {
  const [call, setCall] = useState<Call>();
  const [recorded, setRecorded] = useState<Recorded>();
  const [monitorings, setMonitorings] = useState<readonly Monitoring[]>([]);
  const [qualities, setQualities] = useState<readonly Quality[]>([]);
  const [seek, setSeek] = useState<Seek>();
  const [trouble, setTrouble] = useState("");

  const fail = (error: unknown): void => setTrouble(troubleOf(error));
  const askRecorded = (): void => void recordedOf(callId).then(setRecorded, fail);
  useEffect(() => {
    callInFull(callId).then(setCall, fail);
    askRecorded();
    if (mayDo(person, "see_audit") || mayDo(person, "monitor"))
      monitoringsOf(callId).then(setMonitorings, fail);
    if (mayDo(person, "see_calls")) qualitiesOf(callId).then(setQualities, fail);
  }, []);

  const began = millis(recorded?.call?.may_listen ? recorded.call.started_at : null);
  const hearFrom = (at: string): void => {
    const then = millis(at);
    if (began !== undefined && then !== undefined) setSeek({ seconds: (then - began) / 1000 });
  };
  const length = (recorded?.call?.seconds ?? 0) * 1000;
  const isHeard = (at: string): boolean => {
    const then = millis(at);
    return began !== undefined && then !== undefined && then >= began && then <= began + length;
  };

  return (
    <>
      <p>
        <a href="/llamadas">← Llamadas</a>
      </p>
      <Trouble text={trouble} />
      {call && (
        <>
          <div class="staff-title">
            <h1>
              Llamada del {date(call.started_at, Date.now())}, {timeWithSeconds(call.started_at)}
            </h1>
            <p class="figures">{call.call_id}</p>
          </div>
          <div class="call-columns">
            <div class="call-column">
              <Facts call={call} />
              {recorded && (
                <RecordingSheet
                  callId={callId}
                  recorded={recorded}
                  seek={seek}
                  heard={askRecorded}
                />
              )}
              <FollowedSheet followed={call.followed} seesCases={mayDo(person, "see_cases")} />
              <WrapUpsSheet wrapUps={call.wrap_ups} />
              <StaysSheet stays={call.stays} />
              <LegsSheet legs={call.legs} />
              <QualitySheet qualities={qualities} />
              <MonitoringsSheet monitorings={monitorings} />
              {recorded?.accesses && <AccessSheet accesses={recorded.accesses} />}
            </div>
            <PathSheet steps={call.steps} isHeard={isHeard} hearFrom={hearFrom} />
          </div>
        </>
      )}
    </>
  );
}

showStaffPage("/llamadas", CallPage);
