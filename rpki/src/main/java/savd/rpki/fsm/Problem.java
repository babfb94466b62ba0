package savd.rpki.fsm;

import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;

/** Why an update cannot be taken. */
record Problem(ErrorCode code, RtrPdu about, String text) {}
