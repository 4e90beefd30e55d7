; =====================================================================================================
; PONG for the Atari 2600, an open cartridge of 2 KiB (NTSC).
;
; Written for this project so that an agent can learn Pong on a machine without any ROM. It keeps the
; conventions by which the Arcade Learning Environment reads the original "Video Olympics" cartridge:
;
;   $8D  points of the left player (the computer), binary      game over when either
;   $8E  points of the right player (paddle), binary           reaches 21
;   $96  game variation: 0 or 1, stepped by SELECT
;   paddle on INPT1, its button on SWCHA bit 6 ("swapped" paddles): ALE's RIGHT moves up, LEFT moves down.
;
; Assemble:  dasm pong.asm -f3 -opong.bin
;
; HOW A FRAME IS MADE. The 2600 has no frame buffer. The TIA chip holds the state of ONE scanline (20
; playfield bits, two 8-pixel players, two missiles, a ball) and the program rewrites it line by line
; while the beam passes. A scanline is 228 colour clocks = 76 CPU cycles: 68 clocks of horizontal blank
; (22 cycles, the time to change registers unseen), then 160 visible pixels, three per CPU cycle. Writing
; WSYNC stops the CPU until the next line begins. This program always makes 262 lines:
;
;   lines       what happens
;     0 ..  33  vertical blank: input, opponent, ball, rules; horizontal positions of paddles and ball
;    34         brown                                   <- row 0 of ALE's screen is line 34
;    35 ..  54  score, five playfield rows of four lines
;    55 ..  57  brown
;    58 ..  67  white bar
;    68 .. 227  the field, 160 lines: row r of the field is line 68 + r
;   228 .. 243  white bar
;   244 .. 258  overscan: score digits
;   259 .. 261  vertical sync
;
; HOW A PADDLE IS READ. A paddle is a variable resistor that charges a capacitor; INPT1 bit 7 turns 1 once it
; is charged. VBLANK bit 7 empties the capacitor during the blank. The kernel counts the visible lines on
; which bit 7 is still 0: about 7 for one end of the turn and 198 for the other, one step per line.
; =====================================================================================================

        processor 6502

; ---- TIA, written ----
VSYNC   = $00
VBLANK  = $01
WSYNC   = $02
COLUP0  = $06
COLUP1  = $07
COLUPF  = $08
COLUBK  = $09
CTRLPF  = $0A
PF1     = $0E
RESP0   = $10           ; RESP0 + 0..4 = players 0 1, missiles 0 1, ball
AUDC0   = $15
AUDF0   = $17
AUDV0   = $19
GRP0    = $1B
GRP1    = $1C
ENABL   = $1F
HMP0    = $20           ; HMP0 + 0..4 as above
HMOVE   = $2A
; ---- TIA, read ----
INPT1   = $39
; ---- RIOT: ports and timer ----
SWCHA   = $280
SWCHB   = $282
INTIM   = $284
TIM64T  = $296

; ---- colours (hue << 4 | luminance) ----
WHITE   = $0E
BROWN   = $22
ORANGE  = $38
GREEN   = $C8

; ---- geometry, in pixels and field rows ----
FIELD_ROWS      = 160
BALL_HEIGHT     = 4
BALL_WIDTH      = 2
PADDLE_WIDTH    = 4
PADDLE_HEIGHT   = 16
LEFT_X          = 16
RIGHT_X         = 140
PADDLE_MAX_Y    = FIELD_ROWS - PADDLE_HEIGHT
BALL_MAX_Y      = FIELD_ROWS - BALL_HEIGHT
LEFT_GOAL_X     = 4             ; the ball is past the paddle: a point
RIGHT_GOAL_X    = 156
CENTRE_X        = 79
CENTRE_Y        = 78
HIDDEN_Y        = $F8           ; no row r in 0..160 has (r - $F8) mod 256 < 4, so the ball is not drawn

; ---- rules ----
POINTS_TO_WIN   = 21
SERVE_FRAMES    = 56            ; pause before the ball comes by itself ...
SERVE_BY_FIRE   = 14            ; ... and in the last 14 frames of it FIRE serves at once
HITS_PER_SPEED  = 2             ; paddle hits in a rally until the ball is half a pixel per frame faster
TOP_SPEED_HITS  = 6             ; the ball gets no faster after that many
TIRED_HITS      = 24            ; and after that many the opponent is slow and the player's angles are drawn by lot: no rally is endless
STEEP_HITS      = 2             ; from then on the player's angles are twice as steep: the opponent has to be quick

; ---- RAM ----------------------------------------------------------------------------------------
; Positions are 8.8 fixed point: a byte of pixels and a byte ("Sub") of 1/256 pixels. Velocities are signed 8.8
; pixels per frame. ball, paddle and score bytes stand where the original keeps its own, for RAM readers.
frame           = $80           ; counts frames since RESET
lfsr            = $81           ; random bits, never 0
playing         = $82           ; 0: waiting for RESET (power-on, game over). 1: a game runs
serveTimer      = $83           ; frames until the next serve; 0 while the ball is in play
soundTimer      = $84           ; frames until the tone stops
chargeLines     = $85           ; lines on which the paddle's capacitor was not yet charged
ballLine        = $86           ; ENABL for the next line, prepared one line ahead
leftHeight      = $87           ; 16, or 8 with the left difficulty switch on A
rightHeight     = $88           ; the same for the right switch
rallyHits       = $89           ; paddle hits since the serve, a hit with the paddle's edge counting as three
aimOffset       = $8A           ; where the opponent wants the ball on its paddle, redrawn each exchange
selectHeld      = $8B           ; SELECT acts once per press
temp            = $8C
leftScore       = $8D           ; fixed by ALE's rule
rightScore      = $8E           ; fixed by ALE's rule
serveLeft       = $8F           ; 1: the next serve goes to the left player
variation       = $96           ; fixed by ALE's mode selection
leftDigits      = $97           ; 5 bytes of PF1, bottom row first
rightDigits     = $9C           ; 5 bytes
savedRow        = $A1           ; scratch of DrawScore
targetY         = $A2           ; where the opponent wants the top of its paddle
leftYStep       = $A3           ; scratch of MoveOpponent
ballXSub        = $B0
ballX           = $B1           ; left edge, 4..156
leftY           = $B2           ; top row of the left paddle, 0..144
rightY          = $B3           ; top row of the right paddle, 0..144, even
leftYSub        = $B4
ballYSub        = $B5
ballY           = $B6           ; top row, 0..156; HIDDEN_Y while waiting for a serve
velocityXSub    = $B7
velocityX       = $B8
velocityYSub    = $B9
velocityY       = $BA

; ---- macros -------------------------------------------------------------------------------------

; Counts this line if the capacitor is not charged yet. 10 cycles at most, no register changed.
        MAC COUNT_CHARGE
        bit INPT1               ; 3   N = bit 7
        bmi .charged            ; 2/3
        inc chargeLines         ; 5
.charged
        ENDM

; {1} lines on which nothing changes but the paddle's counter.
        MAC PLAIN_LINES
        ldx #{1}
.next
        sta WSYNC
        COUNT_CHARGE
        dex
        bne .next
        ENDM

        org $F800

; ---- power-on -----------------------------------------------------------------------------------
; RAM and TIA hold anything at power-on: clear both ($00..$FF covers the TIA and the RAM), stack at $FF.
Start
        sei
        cld
        ldx #$FF
        txs
        inx
        txa
.clear
        sta $00,x
        inx
        bne .clear
        jsr NewGame
        dec playing             ; the court is shown, the ball waits for RESET

; ---- vertical sync: 3 lines ------------------------------------------------------------------------
NextFrame
        lda #$02
        sta WSYNC
        sta VSYNC               ; line 259
        lda #44                 ; 43 * 64 cycles reach into line 33, the last of the blank
        sta TIM64T
        sta WSYNC
        sta WSYNC
        lda #0
        sta WSYNC
        sta VSYNC               ; line 0

; ---- vertical blank: the game, then the positions for the kernel --------------------------------------
; RAM read after a frame is what that frame shows.
        inc frame
        jsr ReadSwitches
        jsr MoveRightPaddle
        jsr StepRandom
        lda playing
        beq .gameDone
        jsr MoveOpponent
        lda serveTimer
        beq .inPlay
        jsr WaitForServe
        jmp .gameDone
.inPlay
        jsr MoveBall
.gameDone

        lda #LEFT_X
        ldx #0
        jsr PositionObject
        lda #RIGHT_X
        ldx #1
        jsr PositionObject
        lda ballX
        clc
        adc #1                  ; the ball appears one pixel further left than a player would
        ldx #4
        jsr PositionObject
        sta WSYNC
        sta HMOVE               ; applies the fine positions of all objects

        lda #BROWN
        sta COLUBK
        lda #ORANGE
        sta COLUP0
        lda #GREEN
        sta COLUP1
        lda #$02                ; score mode: left half in COLUP0, right half in COLUP1
        sta CTRLPF

.waitBlank
        lda INTIM
        bne .waitBlank
        sta WSYNC               ; line 34 begins
        sta VBLANK              ; A = 0: picture on, and the paddle's capacitor begins to charge
        COUNT_CHARGE

; ---- score: 20 lines ------------------------------------------------------------------------------
; PF1 is shown twice, at pixels 16..47 (cycles 28..38) and 96..127 (cycles 55..65): writing it before cycle 28
; and again between 39 and 54 gives each half its own number.
        ldx #4
.scoreRow
        ldy #4
.scoreLine
        sta WSYNC
        lda leftDigits,x        ; 4
        sta PF1                 ; 3   cycle 7
        COUNT_CHARGE            ; 10  cycle 17 at most, 13 at least
        lda rightDigits,x       ; 4
        nop                     ; 2 each: wait for the beam to leave the left number
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        nop
        sta PF1                 ; 3   cycle 42..46
        dey
        bne .scoreLine
        dex
        bpl .scoreRow

; ---- the court's upper edge -------------------------------------------------------------------------
        lda #0
        sta WSYNC               ; line 55
        sta PF1
        COUNT_CHARGE
        PLAIN_LINES 2
        lda #WHITE
        sta WSYNC               ; line 58
        sta COLUBK
        sta COLUPF              ; the ball is white too
        COUNT_CHARGE
        lda #$10                ; ball two pixels wide, score mode off
        sta CTRLPF
        PLAIN_LINES 9           ; ends in line 67, with 60 cycles left to prepare row 0

; ---- the field: 80 pairs of lines -------------------------------------------------------------------
; Registers are written in the horizontal blank with values that the line before has prepared:
; temp = GRP1 (right paddle), Y = GRP0 (left paddle), ballLine = ENABL, X = row of the field.
; "row - top < height" unsigned is true exactly inside the object, with one subtraction and one compare. Paddles
; are prepared on every other line only: both and the ball on each line would take 81 of the 76 cycles.
        ldx #0
        stx temp                ; row 0 shows neither ball nor paddles, which costs an object there its first line
        stx ballLine
.fieldPair
        lda temp
        sta WSYNC
        sta GRP1                ; 3
        lda ballLine            ; 3
        sta ENABL               ; 3
        lda #BROWN              ; 2
        sta COLUBK              ; 3   cycle 14: ends the white bar on the first pass
        COUNT_CHARGE            ; 10  24
        inx                     ; 2   26  X = the odd row that follows
        ldy #0                  ; 2
        txa                     ; 2
        sec                     ; 2
        sbc leftY               ; 3
        cmp leftHeight          ; 3
        bcs .noLeft             ; 2
        ldy #$F0                ; 2   42
.noLeft
        txa                     ; 2
        sec                     ; 2
        sbc ballY               ; 3
        cmp #BALL_HEIGHT        ; 2
        lda #0                  ; 2
        bcs .noBallOdd          ; 2
        lda #2                  ; 2   57
.noBallOdd
        sta WSYNC
        sta ENABL               ; 3
        sty GRP0                ; 3   6
        COUNT_CHARGE            ; 10  16
        inx                     ; 2   18  X = the even row that follows
        txa                     ; 2
        sec                     ; 2
        sbc ballY               ; 3
        cmp #BALL_HEIGHT        ; 2
        lda #0                  ; 2
        bcs .noBallEven         ; 2
        lda #2                  ; 2
.noBallEven
        sta ballLine            ; 3   36
        ldy #0                  ; 2
        txa                     ; 2
        sec                     ; 2
        sbc rightY              ; 3
        cmp rightHeight         ; 3
        bcs .noRight            ; 2
        ldy #$F0                ; 2
.noRight
        sty temp                ; 3   55
        cpx #FIELD_ROWS         ; 2
        bne .fieldPair          ; 3   60

; ---- lower edge: 16 lines ---------------------------------------------------------------------------
        lda #0
        sta WSYNC               ; line 228
        sta GRP0
        sta GRP1
        sta ENABL
        lda #WHITE
        sta COLUBK              ; cycle 14, still in the blank
        COUNT_CHARGE
        PLAIN_LINES 15
        lda #$82                ; picture off, empty the paddle's capacitor
        sta WSYNC               ; line 244
        sta VBLANK

; ---- overscan -----------------------------------------------------------------------------------------
        lda #18                 ; 17 * 64 cycles reach into line 258
        sta TIM64T
        jsr FadeSound
        lda leftScore
        ldx #0
        jsr DrawScore
        lda rightScore
        ldx #rightDigits - leftDigits
        jsr DrawScore       ; shown in the next frame
.waitOverscan
        lda INTIM
        bne .waitOverscan
        jmp NextFrame

; ---- switches ---------------------------------------------------------------------------------------
; SWCHB, 0 = pressed: bit 0 RESET, bit 1 SELECT; bits 6 and 7 are the difficulty switches, 1 = A.
ReadSwitches
        ldx #PADDLE_HEIGHT
        stx leftHeight
        stx rightHeight
        ldx #PADDLE_HEIGHT / 2
        bit SWCHB               ; N = bit 7 (right), V = bit 6 (left)
        bvc .leftIsB
        stx leftHeight
.leftIsB
        bpl .rightIsB
        stx rightHeight
.rightIsB
        lda SWCHB
        lsr
        bcc NewGame             ; RESET, for as long as it is held
        lsr
        bcs .selectReleased
        lda selectHeld
        bne .sameVariation
        inc selectHeld
        lda variation           ; takes effect at the next serve; the running game goes on
        eor #1
        sta variation
.sameVariation
        rts
.selectReleased
        lda #0
        sta selectHeld
        rts

; Everything a game depends on gets its first value here, so that every RESET begins the same game.
NewGame
        lda #0
        sta leftScore
        sta rightScore
        sta frame
        sta soundTimer
        sta AUDV0
        sta leftYSub
        lda #CENTRE_Y - 6
        sta leftY
        lda #$5A
        sta lfsr
        ldx #1
        stx playing
        stx serveLeft           ; the first ball goes to the computer, as in the original
; fall through
; The ball waits, unseen, in the middle.
PrepareServe
        lda #SERVE_FRAMES
        sta serveTimer
        lda #HIDDEN_Y
        sta ballY
        lda #CENTRE_X
        sta ballX
        rts

; ---- random bits ----------------------------------------------------------------------------------
; Galois shift register x^8+x^6+x^5+x^4+1, period 255, one step per frame, with the paddle's position stirred in, and
; the time while the button is down. So games differ with what the player does and when, and repeat exactly
; when he does the same.
StepRandom
        lda lfsr
        lsr
        bcc .noTap
        eor #$B8
.noTap
        eor rightY
        bit SWCHA
        bvs .notFire
        eor frame
.notFire
        cmp #0
        bne .notZero
        lda #$5A                ; 0 would stay 0
.notZero
        sta lfsr
        rts

; ---- sound ------------------------------------------------------------------------------------------
; A = pitch divider (AUDF0), plays a square wave for X frames.
PlayTone
        sta AUDF0
        stx soundTimer
        lda #$0C
        sta AUDC0
        lda #6
        sta AUDV0
        rts

FadeSound
        lda soundTimer
        beq .silent
        dec soundTimer
        rts
.silent
        sta AUDV0
        rts

; ---- the player's paddle ------------------------------------------------------------------------------
; Counts 7..198 become rows 2..144: y = 3/4 count - 4. The whole turn of the paddle maps to the whole field, so no
; part of it is dead. Even rows only, as the kernel draws paddles in pairs of lines.
MoveRightPaddle
        lda chargeLines
        lsr
        lsr
        sta temp
        lda chargeLines
        sec
        sbc temp
        sec
        sbc #4
        bcs .notAbove
        lda #0
.notAbove
        cmp #PADDLE_MAX_Y + 1
        bcc .notBelow
        lda #PADDLE_MAX_Y
.notBelow
        and #$FE
        sta rightY
        lda #0
        sta chargeLines
        rts

; ---- the opponent -----------------------------------------------------------------------------------
; Follows the ball with a limited speed: OPPONENT_SPEED while the ball comes, half of it while it leaves or
; after a long rally. It wants the ball
; not in the middle of its paddle but aimOffset rows off, a new choice per exchange: that is its error and
; its variety of returns. Steep or fast balls are quicker than it is; there it can be beaten.
OPPONENT_SPEED  = $0180         ; 1.5 rows per frame

MoveOpponent
        lda serveTimer
        beq .follow
        lda #CENTRE_Y - 6       ; walk back to the middle between the points
        bne .haveTarget         ; always
.follow
        lda ballY
        sec
        sbc aimOffset
        bcs .notAboveField
        lda #0
.notAboveField
        cmp #PADDLE_MAX_Y
        bcc .haveTarget
        lda #PADDLE_MAX_Y
.haveTarget
        sta targetY
        ldx #>OPPONENT_SPEED
        ldy #<OPPONENT_SPEED
        bit velocityX
        bpl .leaving
        lda rallyHits
        cmp #TIRED_HITS
        bcc .rested
.leaving
        ldx #>(OPPONENT_SPEED / 2)
        ldy #<(OPPONENT_SPEED / 2)
.rested
        stx temp                ; rows, Y = 1/256 rows
        lda targetY
        cmp leftY
        beq .there
        bcc .up
        tya
        clc
        adc leftYSub
        sta leftYSub
        lda leftY
        adc temp
        cmp targetY
        bcc .move
.there
        lda #0                  ; never beyond the target
        sta leftYSub
        lda targetY
.move
        sta leftY
        rts
.up
        sty leftYStep
        lda leftYSub
        sec
        sbc leftYStep
        sta leftYSub
        lda leftY
        sbc temp
        bcc .there              ; below 0
        cmp targetY
        bcc .there
        bcs .move               ; always

; A new aim for the opponent: 6 is the middle of its paddle, of which 3..10 is the calm half. It smashes only by mistake.
ChooseAim
        lda lfsr
        lsr
        lsr
        and #$07
        clc
        adc #3
        sta aimOffset
        lda leftHeight
        cmp #PADDLE_HEIGHT
        beq .wholePaddle
        lsr aimOffset
.wholePaddle
        rts

; ---- serve -------------------------------------------------------------------------------------------
WaitForServe
        dec serveTimer
        beq Serve
        lda serveTimer
        cmp #SERVE_BY_FIRE
        bcs .wait
        bit SWCHA               ; V = bit 6, 0 while the button is down
        bvc Serve
.wait
        rts

; From the middle, towards the player who lost the last point, up or down by half a row or a row per frame.
Serve
        jsr ChooseAim
        lda #0
        sta serveTimer
        sta ballXSub
        sta ballYSub
        lda #CENTRE_Y
        sta ballY
        lda variation           ; variation 1 begins a rally at the second speed
        beq .slow
        lda #HITS_PER_SPEED
.slow
        sta rallyHits
        lda lfsr
        and #$03
        tax
        lda ServeYSub,x
        sta velocityYSub
        lda ServeY,x
        sta velocityY
        jsr SetSpeed
        lda serveLeft
        bne TurnLeft
        rts

; velocityX = + speed of this rally.
SetSpeed
        lda rallyHits
        cmp #TOP_SPEED_HITS
        bcc .slower
        lda #TOP_SPEED_HITS
.slower
        lsr                     ; / HITS_PER_SPEED
        tax
        lda SpeedSub,x
        sta velocityXSub
        lda Speed,x
        sta velocityX
        rts

TurnLeft
        lda #0
        sec
        sbc velocityXSub
        sta velocityXSub
        lda #0
        sbc velocityX
        sta velocityX
        rts

; ---- the ball -----------------------------------------------------------------------------------------
MoveBall
        lda ballYSub
        clc
        adc velocityYSub
        sta ballYSub
        lda ballY
        adc velocityY
        cmp #BALL_MAX_Y + 1
        bcc .insideField
        cmp #FIELD_ROWS + 40    ; beyond that the row has wrapped below 0
        bcs .aboveField
        eor #$FF                ; mirror at the lower wall: y = 2 * max - y
        sec
        adc #2 * BALL_MAX_Y & $FF
        jmp .bounce
.aboveField
        eor #$FF                ; mirror at the upper wall: y = -y
        clc
        adc #1
.bounce
        sta ballY
        lda #0
        sec
        sbc velocityYSub
        sta velocityYSub
        lda #0
        sbc velocityY
        sta velocityY
        lda #24
        ldx #2
        jsr PlayTone
        lda ballY
.insideField
        sta ballY

        lda ballXSub
        clc
        adc velocityXSub
        sta ballXSub
        lda ballX
        adc velocityX
        sta ballX
        bit velocityX
        bmi .towardsLeft

; Towards the right paddle. At 2.5 pixels per frame the ball cannot jump over a paddle of 4 pixels.
        cmp #RIGHT_X - BALL_WIDTH + 1
        bcc .fly
        cmp #RIGHT_GOAL_X
        bcs .leftScores
        cmp #RIGHT_X + PADDLE_WIDTH
        bcs .fly
        lda rightY
        ldx rightHeight
        jsr HitPaddle
        bcc .fly
        lda #RIGHT_X - BALL_WIDTH
        sta ballX
        jsr SetSpeed
        jsr TurnLeft
        jmp ChooseAim           ; the opponent thinks about this return

.towardsLeft
        cmp #LEFT_X + PADDLE_WIDTH
        bcs .fly
        cmp #LEFT_GOAL_X + 1
        bcc .rightScores
        cmp #LEFT_X - BALL_WIDTH + 1
        bcc .fly
        lda leftY
        ldx leftHeight
        jsr HitPaddle
        bcc .fly
        lda #LEFT_X + PADDLE_WIDTH
        sta ballX
        jmp SetSpeed
.fly
        rts

.leftScores
        inc leftScore
        ldx #0                  ; next serve to the right
        beq .point              ; always
.rightScores
        inc rightScore
        ldx #1
.point
        stx serveLeft
        jsr PrepareServe
        lda #31
        ldx #16
        jsr PlayTone
        lda leftScore
        cmp #POINTS_TO_WIN
        beq .gameOver
        lda rightScore
        cmp #POINTS_TO_WIN
        bne .fly
.gameOver
        lda #0                  ; the score stays on the screen until RESET
        sta playing
        rts

; A = top row of a paddle, X = its height. Returns C = 1 if the ball touches it; then the rally is one hit longer and
; the ball leaves at the angle of the place it touched, from -2.25 rows per frame at the upper end to +2.25 at the lower.
; The paddle's edges smash: two hits more on the way to the higher speeds. In a long rally the player's place is drawn by lot: flat balls would
; keep it up for ever.
HitPaddle
        sta temp
        lda ballY
        clc
        adc #BALL_HEIGHT - 1
        sec
        sbc temp                ; 0 = ball's last row on the paddle's first row ... height + 2 = the reverse
        cpx #PADDLE_HEIGHT
        beq .whole
        cmp #PADDLE_HEIGHT / 2 + BALL_HEIGHT - 1
        bcs .missed
        asl                     ; half a paddle spans the same angles
.whole
        cmp #PADDLE_HEIGHT + BALL_HEIGHT - 1
        bcs .missedOrLowEdge
.hit
        ldx rallyHits
        cpx #TIRED_HITS
        bcc .byPlace
        bit velocityX           ; still as the ball came
        bmi .byPlace
        lda lfsr                ; a lot for the player: any place but the flat middle, 0..7 or 11..18
        eor frame
        and #$0F
        cmp #8
        bcc .byPlace
        adc #2                  ; C is set
.byPlace
        tax
        lda AngleSub,x
        sta velocityYSub
        lda Angle,x
        sta velocityY
        lda rallyHits
        sec                     ; + 1
        adc EdgeHits,x
        cmp #TIRED_HITS
        bcc .counted
        lda #TIRED_HITS
.counted
        sta rallyHits
        cmp #STEEP_HITS
        bcc .plainAngle
        bit velocityX           ; still as the ball came: the opponent plays no steep balls
        bmi .plainAngle
        asl velocityYSub
        rol velocityY
.plainAngle
        lda #12
        ldx #3
        jsr PlayTone
        sec
        rts
.missedOrLowEdge
        cpx #PADDLE_HEIGHT
        beq .missed
        lda #PADDLE_HEIGHT + BALL_HEIGHT - 2
        bne .hit                ; always
.missed
        clc
        rts

; ---- drawing help ---------------------------------------------------------------------------------------
; A = 0..21, X = 0 or 5: writes leftDigits or rightDigits. Tens in the high nibble of PF1, ones in the low one.
DrawScore
        ldy #0
.tens
        cmp #10
        bcc .ones
        sbc #10                 ; C is set
        iny
        bne .tens               ; always
.ones
        sta temp
        tya
        beq .blank              ; no leading zero
        sta ballLine
        asl
        asl
        adc ballLine            ; * 5 rows
.blank
        sta ballLine            ; row index of the tens digit, 0 = none
        lda temp
        asl
        asl
        adc temp
        tay                     ; row index of the ones digit
        lda #5
        sta temp
.row
        lda Digits,y
        and #$0F
        sta leftDigits,x
        sty savedRow
        ldy ballLine
        beq .noTens
        lda Digits,y
        and #$F0
        ora leftDigits,x
        sta leftDigits,x
        inc ballLine
.noTens
        ldy savedRow
        iny
        inx
        dec temp
        bne .row
        rts

; A = pixel (3..162), X = object 0..4. The loop takes 5 cycles = 15 pixels per round, so the strobe of RESP falls into
; the right group of 15 pixels; the remainder, turned into a motion of +6..-8, goes to HMP for the next HMOVE.
PositionObject
        sec
        sbc #3                  ; the strobe comes three pixels late
        sta WSYNC
        sec                     ; 2
.fifteen
        sbc #15                 ; 2
        bcs .fifteen            ; 3, the last time 2
        eor #$07                ; 2
        asl                     ; 8
        asl
        asl
        asl
        sta HMP0,x              ; 4
        sta RESP0,x             ; 4   cycle 19 + 5n for n rounds
        rts

; ---- tables --------------------------------------------------------------------------------------------
; Vertical velocity by place of the hit: (place - 9) / 4 rows per frame.
AngleSub
        dc.b <-576, <-512, <-448, <-384, <-320, <-256, <-192, <-128, <-64, 0
        dc.b <64, <128, <192, <256, <320, <384, <448, <512, <576
Angle
        dc.b >-576, >-512, >-448, >-384, >-320, >-256, >-192, >-128, >-64, 0
        dc.b >64, >128, >192, >256, >320, >384, >448, >512, >576

; Extra hits by place of the hit.
EdgeHits
        dc.b 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2

; Horizontal speed by rallyHits / HITS_PER_SPEED: 1, 1.5, 2, 2.5 pixels per frame.
SpeedSub
        dc.b $00, $80, $00, $80
Speed
        dc.b 1, 1, 2, 2

ServeYSub
        dc.b <256, <-256, <128, <-128
ServeY
        dc.b >256, >-256, >128, >-128

; Digits of 3 x 5, bottom row first, each nibble holds the same three bits (x.xxx.xxx).
Digits
        dc.b $77, $55, $55, $55, $77
        dc.b $11, $11, $11, $11, $11
        dc.b $77, $44, $77, $11, $77
        dc.b $77, $11, $77, $11, $77
        dc.b $11, $11, $77, $55, $55
        dc.b $77, $11, $77, $44, $77
        dc.b $77, $55, $77, $44, $77
        dc.b $11, $11, $11, $11, $77
        dc.b $77, $55, $77, $55, $77
        dc.b $77, $11, $77, $55, $77

        org $FFFA
        dc.w Start              ; NMI, not wired on the 2600
        dc.w Start              ; RESET
        dc.w Start              ; IRQ/BRK
