"""English verbs by what a person as their subject makes of them. A trailing + doubles the last letter (omit+ted)."""

from __future__ import annotations

from . import tags as t

VERBS: list[tuple[int, str]] = [
    # Only people do these, so they also tell a person from a machine of the same name.
    (t.LAPSE | t.FORGET, "neglect overlook botch bungle fumble mistype fat-finger goof misspell mess_up screw_up "
                         "slip_up drop+_the_ball jump_the_gun slack muck_up foul_up mix_up"),
    (t.LAPSE, "ignore omit+ miss disregard misconfigure mishandle misjudge underestimate overestimate flout disobey "
              "panic misuse misplace miscalculate misinterpret misdiagnose mislabel muddle confuse err conflate "
              "skimp blunder mismanage cut_corners"),
    (t.FAIL_TO, "fail refuse"),
    (t.SKIP, "skip+ bypass circumvent violate breach contravene sidestep evade deviate neglect shortcut depart"),
    (t.DISMISS, "dismiss wave_off shrug_off"),
    (t.BREAK, "crash wreck ruin brick damage corrupt leak cripple sabotage trash clobber"),
    (t.HARM | t.CAUSAL, "cause knock_out knock_over"),
    (t.TRIGGER | t.CAUSAL, "provoke create precipitate contribute_to result_in"),
    (t.CAUSAL, "allow expose produce induce delete remove prolong worsen"),
    (t.DELETE, "delete drop+ wipe erase destroy nuke truncate"),
    (t.INTRODUCE, "introduce"),
    (t.TAKE, "knock"),
    (t.DUTY, "check test verify validate confirm notify inform warn escalate document update monitor back_up wait "
             "acknowledge respond answer react inspect examine rehearse comply respect coordinate announce "
             "investigate measure record report request audit ensure anticipate assess evaluate rotate renew enable "
             "lock review follow consult double-check bother ask communicate consider reread re-read proofread heed "
             "listen question challenge look alert attend supervise cross-check sanity-check calibrate log_out "
             "declare involve engage"),
    (t.HUMAN_DUTY, "follow consult double-check bother escalate ask review communicate consider reread re-read "
                   "proofread heed listen question challenge cross-check"),
    (t.CHECKING, "check test verify validate review follow consult double-check escalate inform notify warn back_up "
                 "comply respect confirm inspect heed ask"),
    (t.BOTHER, "bother double-check proofread consult escalate"),
    (t.NOTICE, "notice spot+"),
    (t.PERFORM, "perform complete carry_out execute conduct request obtain seek finish use"),
    (t.UNABLE, "reproduce reach locate identify determine contact connect log_in log login access recover restore "
               "resolve fix solve repair mitigate stabilise stabilize reboot restart boot start diagnose isolate "
               "obtain convince trace replicate revive load open authenticate achieve stop+ gain succeed pinpoint "
               "join render contain reconnect roll_back pass reconcile attach mount come arrive"),
    (t.FIND, "report identify discover fix correct revert remove replace detect receive observe flag+ encounter "
             "notice spot+ obtain show experience investigate suspect delete repair rename remedy rectify "
             "undo explain question return trace"),
    (t.SAY, "say mention report explain confirm claim admit+ believe suspect assume guess conclude suggest note "
            "notice discover realise realize reveal indicate assert state learn acknowledge establish determine show "
            "recall remark observe"),
    (t.MAKE, "commit+"),
    (t.CHOOSE, "decide opt+ elect prefer+ manage continue tend start happen proceed"),
    (t.PUT, "push merge ship+ deploy release commit+ apply install upload publish submit+ roll_out promote activate "
            "load sign merge approve"),
    (t.REMIND, "remind"),
    (t.URGE, "urge exhort admonish implore instruct ask encourage warn caution counsel"),
    (t.AWARE, "raise increase sensitise sensitize heighten educate improve strengthen reinforce"),
    (t.RETRAIN, "retrain re-train reprimand discipline sanction rebuke chastise punish"),
    (t.DOUBLE_CHECK, "double-check triple-check remember recheck re-check re-read reread"),
    (t.ACCEPT, "accept assume carry own deserve share acknowledge"),
    (t.ACCUSE, "blame accuse"),
    (t.LIE, "rest"),
    (t.CARE, "lack"),
    (t.CONCLUDE, "conclude cite reveal confirm identify blame attribute establish explain indicate "
                 "point_to"),
    (t.STAY, "stay remain become act"),
    (t.SHOW, "exercise use show apply demonstrate practise practice require deserve"),
    (t.SENSITISE, "sensitise sensitize"),
    (t.PREVENT, "prevent avoid"),
    (0, "run restart redeploy use call open close move start stop+ change add enable disable need want try help show "
        "work look turn ask play like live provide require continue learn follow create allow add happen include"),
]  # fmt: skip

# base present past participle -ing
IRREGULAR: list[tuple[int, str]] = [
    (t.LAPSE | t.FORGET, "forget forgets forgot forgotten forgetting"),
    (t.LAPSE | t.FORGET, "misread misreads misread misread misreading"),
    (t.LAPSE | t.FORGET, "oversleep oversleeps overslept overslept oversleeping"),
    (t.LAPSE | t.FORGET, "sleep_through sleeps_through slept_through slept_through sleeping_through"),
    (t.LAPSE | t.FORGET, "fall_asleep falls_asleep fell_asleep fallen_asleep falling_asleep"),
    (t.LAPSE | t.FORGET, "lose_track loses_track lost_track lost_track losing_track"),
    (t.LAPSE | t.FORGET, "take_shortcuts takes_a_shortcut took_a_shortcut taken_a_shortcut taking_shortcuts"),
    (t.LAPSE | t.FORGET, "cut_corners cuts_corners cut_corners cut_corners cutting_corners"),
    (t.LAPSE, "misunderstand misunderstands misunderstood misunderstood misunderstanding"),
    (t.LAPSE, "mistake mistakes mistook mistaken mistaking"),
    (t.BREAK | t.CAUSAL, "break breaks broke broken breaking"),
    (t.HARM | t.CAUSAL, "take_down takes_down took_down taken_down taking_down"),
    (t.HARM | t.CAUSAL, "take_out takes_out took_out taken_out taking_out"),
    (t.HARM | t.CAUSAL, "bring_down brings_down brought_down brought_down bringing_down"),
    (t.TRIGGER | t.CAUSAL, "lead_to leads_to led_to led_to leading_to"),
    (t.TRIGGER | t.CAUSAL, "give_rise_to gives_rise_to gave_rise_to given_rise_to giving_rise_to"),
    (t.DELETE, "overwrite overwrites overwrote overwritten overwriting"),
    (t.LEAVE, "leave leaves left left leaving"),
    (t.TAKE | t.CAUSAL | t.ACCEPT, "take takes took taken taking"),
    (t.TAKE | t.CAUSAL, "bring brings brought brought bringing"),
    (t.DUTY | t.HUMAN_DUTY | t.CHECKING, "read reads read read reading"),
    (t.DUTY | t.HUMAN_DUTY | t.SAY, "think thinks thought thought thinking"),
    (t.DUTY | t.HUMAN_DUTY | t.SAY | t.URGE, "tell tells told told telling"),
    (t.DUTY, "foresee foresees foresaw foreseen foreseeing"),
    (t.DUTY, "speak speaks spoke spoken speaking"),
    (t.DUTY, "hand_over hands_over handed_over handed_over handing_over"),
    (t.DUTY, "take_a_backup takes_a_backup took_a_backup taken_a_backup taking_a_backup"),
    (t.NOTICE | t.FIND, "catch catches caught caught catching"),
    (t.SEE | t.FIND | t.SAY, "see sees saw seen seeing"),
    (t.FIND | t.UNABLE | t.SAY, "find finds found found finding"),
    (t.FIND | t.UNABLE, "get gets got got getting"),
    (t.FIND, "hear hears heard heard hearing"),
    (t.SAY, "mean means meant meant meaning"),
    (t.SAY, "know knows knew known knowing"),
    (t.SAY, "feel feels felt felt feeling"),
    (t.MAKE, "make makes made made making"),
    (t.CHOOSE, "choose chooses chose chosen choosing"),
    (t.CHOOSE, "begin begins began begun beginning"),
    (t.PUT, "send sends sent sent sending"),
    (t.PUT, "write writes wrote written writing"),
    (t.PAY, "pay pays paid paid paying"),
    (t.LIE, "lie lies lay lain lying"),
    (t.ACCEPT, "bear bears bore borne bearing"),
    (t.ACCEPT | t.ACCUSE, "hold holds held held holding"),
    (t.PERFORM, "do does did done doing"),
    (t.CONCLUDE, "find finds found found finding"),
    (t.STAY, "keep keeps kept kept keeping"),
    (t.LEAD, "lead leads led led leading"),
]  # fmt: skip

OTHER_PAST = (
    "run ran went gone given gave put set let said kept built bought came come drew drawn drove driven fell fallen "
    "hid hidden lost met rose shut spent spoke stood stole stuck taught threw thrown understood woke woken won hit "
    "cut quit became become sped swung bound fed fought lit rode sold sought slept spun split spread sank swore tore "
    "wore rang showed shown began underwent undid undone withdrew hung spelled rewrote rewritten reran reset dealt laid"
)
ALSO_NOUNS = (
    "check test review change deploy release break cause update report page alert fix push commit merge drop crash "
    "leak lock request record measure document monitor look answer question challenge audit miss run restart use "
    "call start stop try work help turn need play show return trace access log load result rest lead lack care "
    "control attempt design plan charge process program project support backup test set cut hit split reset "
    "notice spot mistake damage slip share state note mention claim bypass shortcut breach trigger find read "
    "discipline sanction reprimand caution blame flag experience promise upload ship install promote sign like "
    "following reading writing finding meaning building training feeling beginning warning testing monitoring "
    "checks tests reviews changes deploys releases breaks causes updates reports pages alerts fixes pushes commits "
    "merges drops crashes leaks locks requests records measures documents monitors looks answers questions "
    "challenges audits runs restarts uses calls starts stops works needs plays shows returns traces accesses logs "
    "loads results leads controls attempts designs plans charges processes programs projects supports backups sets "
    "cuts hits splits resets mistakes damages slips shares states notes claims triggers finds reads flags signs "
    "confuse-d update-d aim signal ring rings stand stands back fail-over open live close move act acts"
)
NOT_VERBS = "need speed seed feed bed red shed hundred sacred unused thing string ring king spring morning ping embed"
NOT_ADVERBS = "reply supply family assembly anomaly july italy fly daily weekly nightly monthly"
